"""The final ranking, and which rule put each person behind the one before."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Literal

from abdi.i18n import Text
from recruitment.selections.rules.facts import Finalist
from recruitment.selections.rules.final_scores import final_score
from recruitment.selections.rules.reasons import SelectionReason, source
from recruitment.selections.rules.standard import CpnsSelection, Criterion

DecidedBy = Criterion | Literal["equal"]


@dataclass(frozen=True, slots=True)
class Placed:
    """A finalist in the ranking.

    `decided_by` is the first criterion in which the one before is better; None for the first of all. Who is
    equal in everything shares a rank, is `decided_by` "equal" and has a `warning`.
    """

    finalist: Finalist
    final_score: Decimal
    rank: int
    decided_by: DecidedBy | None
    warning: SelectionReason | None = None


@dataclass(frozen=True, slots=True)
class _Scored:
    finalist: Finalist
    final_score: Decimal

    def value(self, criterion: Criterion) -> Decimal | int | None:
        """Higher is better; None when it is not known."""
        if criterion == "final_score":
            return self.final_score
        if criterion == "gpa":
            return self.finalist.gpa
        if criterion == "age":
            born = self.finalist.birth_date
            return None if born is None else -born.toordinal()
        known = {"skd_total": "total"}.get(criterion, criterion)
        value: int = getattr(self.finalist.skd, known)
        return value


@dataclass(frozen=True, slots=True)
class _Tier:
    """People whom no criterion so far tells apart."""

    members: tuple[_Scored, ...]
    decided_by: Criterion | None = None
    missing: Criterion | None = None


def rank_finalists(finalists: Iterable[Finalist], standard: CpnsSelection) -> list[Placed]:
    """The finalists of one formation, best first, by final score and then the legal order of ties.

    Out: ranks as in sport (1, 2, 2, 4). Where a criterion is not known for all whom it would have to tell
    apart, they stay equal with a warning, as do those who are equal in everything: the law says nothing more.
    Equal ones stand by id, so the order does not depend on the input. Raises ValueError for a repeated id.
    Source: PermenPANRB 6/2024 art. 45(4); the same order in PermenPANRB 27/2021.
    """
    scored = [_Scored(one, final_score(one.skd.total, one.skb, standard)) for one in finalists]
    if len({one.finalist.id for one in scored}) < len(scored):
        raise ValueError("a finalist is there twice")
    tiers = [_Tier(tuple(scored))] if scored else []
    for criterion in standard.ranking:
        tiers = [part for tier in tiers for part in _split(tier, criterion)]
    return list(_placed(tiers, standard))


def _split(tier: _Tier, criterion: Criterion) -> Iterator[_Tier]:
    values = [one.value(criterion) for one in tier.members]
    if len(values) == 1 or tier.missing is not None:
        yield tier
    elif any(value is None for value in values):
        yield replace(tier, missing=criterion)
    else:
        pairs = sorted(zip(values, tier.members, strict=True), key=_value_of_pair, reverse=True)
        for place, (_, group) in enumerate(groupby(pairs, key=_value_of_pair)):
            yield _Tier(tuple(one for _, one in group), criterion if place else tier.decided_by)


def _value_of_pair(pair: tuple[Decimal | int | None, _Scored]) -> Decimal | int:
    return pair[0] or 0


def _placed(tiers: Sequence[_Tier], standard: CpnsSelection) -> Iterator[Placed]:
    rank = 1
    for tier in tiers:
        is_equal = len(tier.members) > 1
        decided_by: DecidedBy | None = "equal" if is_equal else tier.decided_by
        for one in sorted(tier.members, key=lambda one: one.finalist.id):
            warning = _equal(tier, one, standard) if is_equal else None
            yield Placed(one.finalist, one.final_score, rank, decided_by, warning)
        rank += len(tier.members)


def _equal(tier: _Tier, one: _Scored, standard: CpnsSelection) -> SelectionReason:
    others = sorted(other.finalist.id for other in tier.members if other is not one)
    missing = tier.missing
    labels = {"gpa": Text("IPK", "grade point average"), "age": Text("tanggal lahir", "birth date")}
    return SelectionReason(
        **source("ranking.distinct", standard),
        passed=False,
        required=list(standard.ranking),
        found={"equal_with": list(others), "missing": missing},
        message=Text(
            "Tidak dapat dibedakan dari peserta lain menurut urutan hukum.",
            "Not to be told apart from others by the legal order.",
        ),
        remedy=Text(f"Lengkapi {labels[missing].id}.", f"Enter the {labels[missing].en}.")
        if missing is not None and missing in labels
        else Text("Putusan panitia seleksi.", "A decision of the selection committee."),
    )
