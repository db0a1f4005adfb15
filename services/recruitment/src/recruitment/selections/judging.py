"""What the rules say about announcing a selection, or about a new schedule of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.i18n import Text
from recruitment.formations.allocations import allocation_of, check_general
from recruitment.selections.models import Selection
from recruitment.selections.queries import count_formations, list_unapproved, openings_by_need
from recruitment.selections.records import schedule_of
from recruitment.selections.rules.quotas import check_quotas
from recruitment.selections.rules.reasons import SelectionReason, source
from recruitment.selections.rules.schedule import (
    check_past_kept,
    check_schedule,
    check_still_ahead,
    warn_about_schedule,
)
from recruitment.selections.rules.standard import AgencyKind, CpnsSelection
from recruitment.selections.schemas import StageWrite
from recruitment.selections.service import check_tests


@dataclass(frozen=True)
class Judgement:
    """Rules that are not kept: what stands against it, what to look at again; and what it is about."""

    refusals: list[SelectionReason]
    warnings: list[SelectionReason]
    formations: int
    openings: int

    @property
    def reasons(self) -> list[SelectionReason]:
        """All of it, refusals first."""
        return [*self.refusals, *self.warnings]


async def judge_announcement(
    session: AsyncSession, selection: Selection, standard: CpnsSelection, *, today: date
) -> Judgement:
    """Whether a draft may be announced `today`: schedule, tests, formations and their shares."""
    schedule = schedule_of(selection.stages)
    kind: AgencyKind = "central" if selection.agency_kind == "central" else "regional"
    openings = await openings_by_need(session, selection.id)
    unapproved = await list_unapproved(session, selection.id)
    formations = await count_formations(session, selection.id)
    checked = [
        *check_schedule(schedule, standard),
        *check_still_ahead(schedule, standard, today=today),
        _has_formations(formations, standard),
        _all_approved([str(one) for one in unapproved], standard),
        *check_quotas(openings, kind, standard),
        _has_common_tests(selection, standard),
        *check_tests(selection.tests, kind, standard),
        *(_says_how(test.kind, test.criteria, standard) for test in selection.tests if test.is_knockout),
    ]
    warned = [
        *warn_about_schedule(schedule, standard, today=today),
        await _has_general_openings(session, selection),
    ]
    return Judgement(_broken(checked), _broken(warned), formations, sum(openings.values()))


async def judge_reschedule(
    session: AsyncSession,
    selection: Selection,
    stages: Sequence[StageWrite],
    *,
    standard: CpnsSelection,
    today: date,
) -> Judgement:
    """Whether an announced selection may have this schedule from `today` on."""
    before, after = schedule_of(selection.stages), schedule_of(stages)
    checked = [
        *check_schedule(after, standard),
        *check_past_kept(before, after, standard, today=today),
    ]
    # The notice was judged when it was announced.
    warned = [
        reason
        for reason in warn_about_schedule(after, standard, today=today)
        if reason.rule != "clock.notice"
    ]
    openings = await openings_by_need(session, selection.id)
    formations = await count_formations(session, selection.id)
    return Judgement(_broken(checked), _broken(warned), formations, sum(openings.values()))


async def _has_general_openings(session: AsyncSession, selection: Selection) -> SelectionReason:
    # A warning: notices from 2019 to 2021 say so, for later intakes no regulation that was read does.
    allocation = await allocation_of(session, selection.agency, selection.intake, selection_id=selection.id)
    return SelectionReason(**dict(check_general(allocation)))


def _broken(reasons: Sequence[SelectionReason]) -> list[SelectionReason]:
    return [reason for reason in reasons if not reason.passed]


def _has_formations(count: int, standard: CpnsSelection) -> SelectionReason:
    return SelectionReason(
        **source("quotas.formations", standard),
        passed=count > 0,
        required={"minimum": 1},
        found=count,
        message=Text("Seleksi mengisi sedikitnya satu formasi.", "A selection fills at least one formation."),
        remedy=None if count else Text("Tambahkan formasi.", "Add formations."),
    )


def _all_approved(unapproved: list[str], standard: CpnsSelection) -> SelectionReason:
    return SelectionReason(
        **source("quotas.approved", standard),
        passed=not unapproved,
        required="approved",
        found=list(unapproved),
        message=Text("Semua formasi telah disetujui.", "Every formation is approved."),
        remedy=Text("Setujui atau keluarkan formasi itu.", "Approve or take out these formations.")
        if unapproved
        else None,
    )


def _has_common_tests(selection: Selection, standard: CpnsSelection) -> SelectionReason:
    passed = any(test.formation_id is None for test in selection.tests)
    return SelectionReason(
        **source("skb.announced", standard),
        passed=passed,
        required="tests",
        found=len(selection.tests),
        message=Text(
            "Pengumuman menyebut jenis dan bobot tes SKB.",
            "A notice states the tests of SKB and their weights.",
        ),
        remedy=None if passed else Text("Tambahkan tes SKB.", "Add the tests of SKB."),
    )


def _says_how(kind: str, criteria: str | None, standard: CpnsSelection) -> SelectionReason:
    passed = bool(criteria)
    return SelectionReason(
        **source("skb.knockout_criteria", standard),
        passed=passed,
        required={"kind": kind, "criteria": True},
        found=criteria,
        message=Text(
            "Tes yang menggugurkan diumumkan dengan kriterianya.",
            "A knock-out test is announced with its criteria.",
        ),
        remedy=None if passed else Text("Isi kriterianya.", "Add the criteria."),
    )
