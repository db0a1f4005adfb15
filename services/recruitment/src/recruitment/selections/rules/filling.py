"""The final list: who has a seat, and how seats that stay empty are filled (pengisian kebutuhan)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby

from recruitment.selections.rules.facts import Finalist, Formation
from recruitment.selections.rules.outcomes import not_placed, outside, seated, undecided
from recruitment.selections.rules.ranking import Placed, rank_finalists
from recruitment.selections.rules.reasons import SelectionReason
from recruitment.selections.rules.standard import GENERAL, AgencyKind, CpnsSelection, FillingStep
from recruitment.selections.rules.thresholds import meets


@dataclass(frozen=True, slots=True)
class FinalOutcome:
    """What the final list says of one finalist of the formation `applied_for`.

    `code` is None where people equal in everything claim the last seat: the committee decides. `seat` is the
    formation whose opening the person gets, `step` the filling step that gave it, `also_possible` the other
    vacancies which that step would have offered: the law does not say which of them comes first.
    """

    id: str
    applied_for: str
    code: str | None
    rank: int | None
    final_score: Decimal | None
    seat: str | None = None
    step: str | None = None
    also_possible: tuple[str, ...] = ()
    reasons: tuple[SelectionReason, ...] = ()


def final_outcomes(
    formations: Sequence[Formation],
    finalists: Mapping[str, Sequence[Finalist]],
    standard: CpnsSelection,
    *,
    agency: AgencyKind,
) -> list[FinalOutcome]:
    """The final list of one agency: its formations filled by their own people, then by the filling steps.

    In: the formations of one agency, `finalists` by formation id (those who reached SKB). Nobody who passed
    is moved, nobody fills two seats, a vacancy nobody may fill stays empty. Vacancies of one step are filled
    in the order of their ids. Raises ValueError for a repeated finalist or formation, KeyError for finalists
    of an unknown formation.
    Source: PermenPANRB 6/2024 art. 45; KepmenPANRB 320/2024 dictum 35.
    """
    run = _Run({one.id: one for one in formations}, standard)
    if len(run.formations) < len(formations):
        raise ValueError("a formation is there twice")
    for formation_id in sorted(finalists):
        run.rank(run.formations[formation_id], finalists[formation_id])
    for formation_id in sorted(run.formations):
        run.seat_own(run.formations[formation_id])
    for step in standard.filling:
        if agency in step.agencies:
            run.fill(step)
    return list(run.outcomes(finalists))


@dataclass
class _Run:
    formations: dict[str, Formation]
    standard: CpnsSelection
    applied_for: dict[str, str] = field(default_factory=dict)
    ranked: dict[str, list[Placed]] = field(default_factory=dict)
    alike: defaultdict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    """Formations with finalists, by post and education."""
    empty: dict[str, int] = field(default_factory=dict)
    seats: dict[str, tuple[str, FillingStep | None]] = field(default_factory=dict)
    contested: set[str] = field(default_factory=set)
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def rank(self, formation: Formation, finalists: Sequence[Finalist]) -> None:
        for one in finalists:
            if one.id in self.applied_for:
                raise ValueError(f"{one.id} is there twice")
            self.applied_for[one.id] = formation.id
        taking_part = [one for one in finalists if one.standing == "taking_part"]
        self.ranked[formation.id] = rank_finalists(taking_part, self.standard)
        self.alike[formation.post, formation.education].append(formation.id)

    def seat_own(self, formation: Formation) -> None:
        self.empty[formation.id] = formation.openings
        self._seat(self.ranked.get(formation.id, []), formation.id, None)

    def fill(self, step: FillingStep) -> None:
        vacancies = [self.formations[key] for key in sorted(self.empty) if self._is_vacant_for(key, step)]
        pools = {one.id: [person.id for person in self._pool(one, step)] for one in vacancies}
        for vacancy in vacancies:
            pool = rank_finalists(self._pool(vacancy, step), self.standard)
            for taken in self._seat(pool, vacancy.id, step):
                others = (key for key, ids in pools.items() if key != vacancy.id and taken in ids)
                self.choices[taken] = tuple(others)

    def _is_vacant_for(self, formation_id: str, step: FillingStep) -> bool:
        kind = "general" if self.formations[formation_id].need == GENERAL else "special"
        return self.empty[formation_id] > 0 and kind == step.vacancy

    def _pool(self, vacancy: Formation, step: FillingStep) -> list[Finalist]:
        return [
            placed.finalist
            for key in self.alike[vacancy.post, vacancy.education]
            if key != vacancy.id and _offers(step, vacancy, self.formations[key])
            for placed in self.ranked[key]
            if self._is_free(placed.finalist) and self._is_above(placed.finalist, vacancy)
        ]

    def _is_free(self, finalist: Finalist) -> bool:
        return finalist.id not in self.seats and finalist.id not in self.contested

    def _is_above(self, finalist: Finalist, vacancy: Formation) -> bool:
        return meets(finalist.skd, vacancy.general_category, self.standard)

    def _seat(self, ranked: Sequence[Placed], formation_id: str, step: FillingStep | None) -> list[str]:
        """Seat the best; equals of whom not all find a seat stay undecided, and the seat with them."""
        taken: list[str] = []
        room = self.empty[formation_id]
        for _, equals in groupby(ranked, key=lambda one: one.rank):
            group = [one.finalist.id for one in equals]
            if room == 0:
                break
            if len(group) > room:
                self.contested.update(group)
                room = 0
                break
            self.seats.update(dict.fromkeys(group, (formation_id, step)))
            taken += group
            room -= len(group)
        self.empty[formation_id] = room
        return taken

    def outcomes(self, finalists: Mapping[str, Sequence[Finalist]]) -> Iterator[FinalOutcome]:
        for formation_id, people in finalists.items():
            placed = {one.finalist.id: one for one in self.ranked[formation_id]}
            for one in people:
                yield self._outcome(one, self.formations[formation_id], placed.get(one.id))

    def _outcome(self, one: Finalist, formation: Formation, placed: Placed | None) -> FinalOutcome:
        codes = self.standard.results.final
        told = FinalOutcome(one.id, formation.id, None, None, None)
        if placed is None:
            code = getattr(codes, one.standing)
            return replace(told, code=code, reasons=(outside(one, code, self.standard),))
        told = replace(told, rank=placed.rank, final_score=placed.final_score)
        if one.id in self.contested:
            return replace(told, reasons=undecided(placed, formation, self.standard))
        if one.id not in self.seats:
            why = not_placed(placed, formation, self.standard)
            return replace(told, code=codes.not_placed, reasons=why)
        seat, step = self.seats[one.id]
        why = seated(placed, formation, self.standard, step=step, seat=self.formations[seat])
        told = replace(told, seat=seat, reasons=why)
        if step is None:
            return replace(told, code=codes.placed)
        return replace(told, code=step.result, step=step.code, also_possible=self.choices[one.id])


def _offers(step: FillingStep, vacancy: Formation, applied_for: Formation) -> bool:
    """Whether the step takes people of that formation, of the same post and education, for the vacancy."""
    is_same_place = vacancy.location == applied_for.location
    if applied_for.need == GENERAL:
        relation = "general"
    else:
        relation = "same_special" if applied_for.need == vacancy.need else "other_special"
    return relation in step.people and is_same_place == (step.place == "same")
