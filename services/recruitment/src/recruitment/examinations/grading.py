"""Judging handed-in results against what is known of the participants."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.bulk.rows import RowError
from abdi.db.context import context_of
from abdi.problems import Problem
from abdi.reasons import Reason
from recruitment.examinations import faults
from recruitment.examinations.queries import (
    list_skb_participants,
    list_skb_scores_of,
    list_skd_participants,
    list_tests,
)
from recruitment.examinations.recording import Recorded
from recruitment.examinations.rules import (
    ABSENT,
    TAKING_PART,
    SkbResult,
    SkdResult,
    check_skb_result,
    check_skd_result,
)
from recruitment.selections.models import SkbTest
from recruitment.selections.rules.standard import CpnsSelection
from recruitment.selections.standards import standard_of

Standards = Mapping[tuple[int, str | None], CpnsSelection | Problem]
Judged = Recorded | list[RowError] | None
"""What to write, what is wrong, or None: it is on record already."""


@dataclass
class _Desk:
    """What judging results needs to know."""

    today: date
    standards: Standards
    participants: Mapping[str, Sequence[Any]]

    def find(self, number: int, row: Any) -> tuple[Any, CpnsSelection] | RowError:
        """The participant with the rules of the selection, or why not."""
        known, column = self.participants.get(row.number, ()), row.number_column
        if len(known) != 1:
            return faults.unknown(number, column, row.number, is_ambiguous=bool(known))
        participant = known[0]
        if participant.state != "eligible":
            return faults.not_taking_part(number, column, participant.state)
        standard = self.standards[participant.intake, participant.rule_set]
        if isinstance(standard, Problem):
            return faults.no_rules(number, column, standard)
        return participant, standard


@dataclass
class SkdDesk(_Desk):
    """For results of SKD."""

    def judge(self, number: int, row: Any) -> Judged:
        """What becomes of a row."""
        found = self.find(number, row)
        if isinstance(found, RowError):
            return [found]
        participant, standard = found
        broken = check_skd_result(row.result, standard)
        if broken:
            return _of_reasons(number, broken)
        if row.result.exam_year not in {None, participant.intake} or participant.earlier_year is not None:
            return self._earlier(number, participant, row.result)
        return self._compare(number, participant, row)

    def _compare(self, number: int, participant: Any, row: Any) -> Judged:
        """What becomes of a possible result, beside what is on record."""
        result: SkdResult = row.result
        wrong = self._wrong(number, participant, result)
        if wrong is not None:
            return [wrong]
        before = _skd_before(participant)
        is_same_day = result.sat_on is None or result.sat_on == participant.sat_on
        if before is not None and before.said == result.said and is_same_day:
            return None
        if participant.is_counted_on and row.reason is None:
            return [faults.counted_on(number, row.reason_column)]
        return Recorded(participant, result, before=before, reason=row.reason)

    def _earlier(self, number: int, participant: Any, result: SkdResult) -> Judged:
        """A result of another year is right only as the one that the participant chose."""
        chosen = (participant.earlier_twk, participant.earlier_tiu, participant.earlier_tkp, TAKING_PART)
        is_year = result.exam_year in {None, participant.earlier_year}
        if participant.earlier_year is not None and is_year and result.said == chosen:
            return None
        return [faults.other_sitting(number, participant.earlier_year, participant.intake)]

    def _wrong(self, number: int, participant: Any, result: SkdResult) -> RowError | None:
        if result.sat_on is not None and result.sat_on > self.today:
            return faults.not_yet(number, result.sat_on, self.today)
        if participant.is_present is False and result.standing == TAKING_PART:
            return faults.contradicts_attendance(number, is_present=False)
        if participant.is_present and result.standing == ABSENT:
            return faults.contradicts_attendance(number, is_present=True)
        return None


def _skd_before(participant: Any) -> SkdResult | None:
    if participant.sitting_id is None:
        return None
    return SkdResult(
        participant.twk, participant.tiu, participant.tkp, participant.standing, sat_on=participant.sat_on
    )


@dataclass
class SkbDesk(_Desk):
    """For results of SKB."""

    tests: Mapping[tuple[UUID, UUID | None], Mapping[str, SkbTest]] = field(default_factory=dict)
    scores: Mapping[tuple[UUID, UUID], Any] = field(default_factory=dict)

    def judge(self, number: int, row: Any) -> Judged:
        """What becomes of a row."""
        found = self.find(number, row)
        if isinstance(found, RowError):
            return [found]
        participant, standard = found
        if participant.code != standard.results.skd.goes_on:
            return [faults.not_in_skb(number, participant.code, is_ranked=participant.ranking_id is not None)]
        of_formation = self._tests_of(participant)
        test = of_formation.get(row.component)
        if test is None:
            return [faults.no_such_component(number, row.component, sorted(of_formation))]
        return self._compare(number, participant, row, test=test, standard=standard)

    def _compare(
        self, number: int, participant: Any, row: Any, *, test: SkbTest, standard: CpnsSelection
    ) -> Judged:
        """What becomes of a result in an announced test, beside what is on record."""
        result: SkbResult = row.result
        broken = check_skb_result(result, standard, is_knockout=test.is_knockout)
        if broken:
            return _of_reasons(number, broken)
        known = self.scores.get((participant.id, test.id))
        before = None if known is None else SkbResult(known.score, known.standing)
        if before == result:
            return None
        if participant.is_counted_on and row.reason is None:
            return [faults.counted_on(number, row.reason_column)]
        return Recorded(participant, result, before=before, test_id=test.id, reason=row.reason)

    def _tests_of(self, participant: Any) -> Mapping[str, SkbTest]:
        """The components of the formation: its own, else those of the whole selection."""
        own = self.tests.get((participant.selection_id, participant.formation_id))
        return own or self.tests.get((participant.selection_id, None), {})


async def open_skd_desk(
    session: AsyncSession, principal: Principal, numbers: Collection[str], *, is_locked: bool
) -> SkdDesk:
    """Look up what judging the SKD of these participants needs, in a handful of statements."""
    found = await list_skd_participants(session, principal, numbers, is_locked=is_locked)
    return SkdDesk(_today(session), await _standards(session, found), _by_number(found))


async def open_skb_desk(
    session: AsyncSession, principal: Principal, numbers: Collection[str], *, is_locked: bool
) -> SkbDesk:
    """Look up what judging the SKB of these participants needs, in a handful of statements."""
    found = await list_skb_participants(session, principal, numbers, is_locked=is_locked)
    tests: dict[tuple[UUID, UUID | None], dict[str, SkbTest]] = defaultdict(dict)
    for test in await list_tests(session, {one.selection_id for one in found}):
        tests[test.selection_id, test.formation_id][test.kind] = test
    scores = await list_skb_scores_of(session, [one.id for one in found])
    standards = await _standards(session, found)
    return SkbDesk(_today(session), standards, _by_number(found), tests=tests, scores=scores)


async def _standards(session: AsyncSession, participants: Iterable[Any]) -> Standards:
    found: dict[tuple[int, str | None], CpnsSelection | Problem] = {}
    for intake, version in sorted({(one.intake, one.rule_set) for one in participants}, key=str):
        try:
            _, found[intake, version] = await standard_of(session, intake=intake, version=version)
        except Problem as missing:
            found[intake, version] = missing
    return found


def _by_number(participants: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for one in participants:
        found[one.participant_number].append(one)
    return found


def _of_reasons(number: int, broken: Iterable[Reason]) -> list[RowError]:
    return [faults.of_reason(number, reason) for reason in broken]


def _today(session: AsyncSession) -> date:
    return context_of(session).clock.today()
