"""What a plan (sasaran kinerja pegawai, SKP) must hold, and the states it goes through."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from abdi.dates import in_words
from abdi.i18n import Text
from abdi.reasons import Reason

_ARTICLE = "PermenPANRB 6/2022"


class PlanState(StrEnum):
    """Draft by the employee, proposed (diajukan), agreed (ditetapkan); an agreed plan runs in its period."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    AGREED = "agreed"


class Approach(StrEnum):
    """Quantitative plans name an aspect for each indicator, qualitative ones describe success in words."""

    QUANTITATIVE = "quantitative"
    QUALITATIVE = "qualitative"


class ResultKind(StrEnum):
    """Main (utama) duties and additional (tambahan) assignments."""

    MAIN = "main"
    ADDITIONAL = "additional"


class Aspect(StrEnum):
    """What an indicator measures."""

    QUANTITY = "quantity"
    QUALITY = "quality"
    TIME = "time"
    COST = "cost"


class ResultOutline(BaseModel):
    """What the rules look at in a planned result: its kind and the aspect of each indicator."""

    model_config = ConfigDict(frozen=True)

    kind: ResultKind
    aspects: tuple[Aspect | None, ...]


STEPS: dict[PlanState, frozenset[PlanState]] = {
    PlanState.DRAFT: frozenset({PlanState.PROPOSED}),
    PlanState.PROPOSED: frozenset({PlanState.AGREED, PlanState.DRAFT}),
    PlanState.AGREED: frozenset(),
}


def may_become(state: PlanState, following: PlanState) -> bool:
    """Whether a plan in `state` may go to `following`."""
    return following in STEPS[state]


def is_running(state: PlanState, *, starts_on: date, ends_on: date, today: date) -> bool:
    """Whether the plan is agreed and `today` lies in its period (both ends included)."""
    return state is PlanState.AGREED and starts_on <= today <= ends_on


def is_period(starts_on: date, ends_on: date) -> bool:
    """Whether a plan may run from `starts_on` to `ends_on`: in order, within one year."""
    return starts_on <= ends_on and starts_on.year == ends_on.year


def first_period(effective_on: date) -> tuple[date, date]:
    """The days of the first plan of somebody whose service began on `effective_on` (TMT), both included.

    Source: PermenPANRB 6/2022 (a plan runs within one year).
    """
    return effective_on, date(effective_on.year, 12, 31)


class AgreedPeriod(BaseModel):
    """An agreed plan and its days."""

    model_config = ConfigDict(frozen=True)

    plan_id: UUID
    starts_on: date
    ends_on: date


def not_planned_twice(starts_on: date, ends_on: date, agreed: Sequence[AgreedPeriod]) -> Reason:
    """No other agreed plan of the employee has a day in common with this period; `agreed` are those that do.

    Source: PermenPANRB 6/2022 (one plan at a time).
    """
    first, last = in_words(starts_on), in_words(ends_on)
    return Reason(
        rule="not_planned_twice",
        article=_ARTICLE,
        passed=not agreed,
        required={"no_other_agreed_plan_in": [starts_on.isoformat(), ends_on.isoformat()]},
        found=[plan.model_dump(mode="json") for plan in agreed],
        message=Text(
            f"Hanya satu SKP yang ditetapkan untuk {first.id} sampai {last.id}.",
            f"Only one plan is agreed from {first.en} to {last.en}.",
        ),
        remedy=Text(
            "Kembalikan SKP ini dan ubah periodenya agar tidak beririsan dengan yang sudah ditetapkan.",
            "Send this plan back and change its period so that it does not overlap the agreed one.",
        )
        if agreed
        else None,
    )


def agreed_by_another(*, is_proposer: bool) -> Reason:
    """Somebody else than who proposed the plan agrees it.

    Source: PermenPANRB 6/2022 (expectations are set in a dialogue of the assessor and the employee).
    """
    return Reason(
        rule="agreed_by_another",
        article=_ARTICLE,
        passed=not is_proposer,
        required="another person than the proposer",
        found="the proposer" if is_proposer else "another person",
        message=Text(
            "SKP ditetapkan melalui dialog kinerja: bukan oleh yang mengajukannya.",
            "A plan is agreed in a dialogue of two: not by whoever proposed it.",
        ),
        remedy=Text(
            "Kembalikan SKP agar diajukan pegawai, atau mintalah pejabat lain menetapkannya.",
            "Send the plan back for the employee to propose it, or ask another official to agree it.",
        )
        if is_proposer
        else None,
    )


def not_too_far_ahead(starts_on: date, today: date) -> Reason:
    """A plan is made for this year, the next one or one that has passed."""
    last = today.year + 1
    passed = starts_on.year <= last
    return Reason(
        rule="not_too_far_ahead",
        article=_ARTICLE,
        passed=passed,
        required={"last_year": last},
        found=starts_on.isoformat(),
        message=Text(
            f"SKP disusun paling jauh untuk tahun {last}.", f"Plans are made for {last} at the latest."
        ),
        remedy=None if passed else Text(f"Pilih tahun {last} atau sebelumnya.", f"Choose {last} or earlier."),
    )


def check_proposal(
    approach: Approach, results: Sequence[ResultOutline], *, starts_on: date, ends_on: date
) -> list[Reason]:
    """Every condition for proposing a plan, passed or not.

    Source: PermenPANRB 6/2022 and its annex (results, indicators, targets, one approach).
    """
    aspects = [aspect for result in results for aspect in result.aspects]
    is_quantitative = approach is Approach.QUANTITATIVE
    return [
        _reason(
            "period_within_one_year",
            passed=is_period(starts_on, ends_on),
            message=Text("Periode SKP berada dalam satu tahun.", "The period lies within one year."),
        ),
        _reason(
            "has_main_result",
            passed=any(result.kind is ResultKind.MAIN for result in results),
            message=Text("Ada sedikitnya satu hasil kerja utama.", "There is at least one main result."),
        ),
        _reason(
            "every_result_has_indicator",
            passed=bool(results) and all(result.aspects for result in results),
            message=Text("Setiap hasil kerja memiliki indikator.", "Every result has an indicator."),
        ),
        _reason(
            "aspects_fit_approach",
            passed=all((aspect is not None) == is_quantitative for aspect in aspects),
            message=Text(
                "Aspek diisi pada pendekatan kuantitatif dan kosong pada pendekatan kualitatif.",
                "Indicators name an aspect in a quantitative plan and none in a qualitative one.",
            ),
        ),
    ]


def _reason(rule: str, *, passed: bool, message: Text) -> Reason:
    return Reason(
        rule=rule,
        article=_ARTICLE,
        passed=passed,
        message=message,
        remedy=None if passed else Text("Lengkapi rancangan SKP.", "Complete the draft."),
    )
