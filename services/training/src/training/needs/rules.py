"""When somebody needs training, and what answers it: judged from the whole record, in any order."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict

from training.employees.rules import Service
from training.programmes.rules import NeedKind

TRAINING_NEEDS: Final = "training-needs"
_IDS: Final = UUID("7c9e2c1a-54a5-4b0e-9a5e-6d0b8f8b7f31")


class NeedState(StrEnum):
    """Open until a course answers it; withdrawn when nothing calls for it any more."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class WithdrawalCause(StrEnum):
    """Why nothing calls for a need any more."""

    EVALUATION_CORRECTED = "evaluation_corrected"
    EMPLOYMENT_CHANGED = "employment_changed"
    LEFT_SERVICE = "left_service"


class Entry(BaseModel):
    """What newly appointed people of one employment type need; from which day of appointment on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: NeedKind
    appointed_from: date | None = None


class NeedStandard(BaseModel):
    """One version of what calls for training; `entry` by employment type."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    low_predicates: frozenset[str]
    least_predicate: str
    entry: dict[str, Entry]
    articles: dict[NeedKind, str]


class Judged(BaseModel):
    """A yearly evaluation."""

    model_config = ConfigDict(frozen=True)

    evaluation_id: UUID
    year: int
    predicate: str
    completed_on: date


class Learnt(BaseModel):
    """A recorded course, with what it answers."""

    model_config = ConfigDict(frozen=True)

    course_id: UUID
    completed_on: date
    answers: frozenset[str]


class Call(BaseModel):
    """Something that calls for training, or no longer does (`withdrawal`)."""

    model_config = ConfigDict(frozen=True)

    need_id: UUID
    kind: NeedKind
    since: date
    evaluation_id: UUID | None = None
    year: int | None = None
    predicate: str | None = None
    withdrawal: WithdrawalCause | None = None


class Standing(BaseModel):
    """Where a need stands."""

    model_config = ConfigDict(frozen=True)

    state: NeedState
    closed_by: UUID | None = None
    closed_on: date | None = None
    withdrawn_because: WithdrawalCause | None = None


def evaluation_need_id(evaluation_id: UUID) -> UUID:
    """The id of the need that an evaluation may open: there is one at most, however often it is heard of."""
    return uuid5(_IDS, f"evaluation:{evaluation_id}")


def entry_need_id(employee_id: UUID, kind: NeedKind) -> UUID:
    """The id of what an employee needs as a newcomer."""
    return uuid5(_IDS, f"{kind}:{employee_id}")


def calls_of(
    employee_id: UUID, service: Service | None, evaluations: Iterable[Judged], *, standard: NeedStandard
) -> Iterator[Call]:
    """Everything that calls for training of this person, or did and no longer does.

    A predicate below Baik calls for development (PP 30/2019), a CPNS for Latsar (PP 11/2017), a new PPPK for
    orientation (PP 49/2018). Nothing calls for training of somebody who left. `service` is None as long as
    the registry has not told us of the person.
    """
    has_left = WithdrawalCause.LEFT_SERVICE if service is not None and service.has_ended else None
    for evaluation in evaluations:
        is_low = evaluation.predicate in standard.low_predicates
        yield Call(
            need_id=evaluation_need_id(evaluation.evaluation_id),
            kind=NeedKind.PERFORMANCE,
            since=evaluation.completed_on,
            evaluation_id=evaluation.evaluation_id,
            year=evaluation.year,
            predicate=evaluation.predicate,
            withdrawal=has_left if is_low else WithdrawalCause.EVALUATION_CORRECTED,
        )
    if service is None:
        return
    for employment_type, entry in sorted(standard.entry.items()):
        is_newcomer = entry.appointed_from is None or service.appointed_on >= entry.appointed_from
        is_called = service.employment_type == employment_type and is_newcomer
        yield Call(
            need_id=entry_need_id(employee_id, entry.kind),
            kind=entry.kind,
            since=service.appointed_on,
            withdrawal=has_left if is_called else WithdrawalCause.EMPLOYMENT_CHANGED,
        )


def stand(call: Call, known: Standing | None, courses: Sequence[Learnt]) -> Standing | None:
    """Where the need stands by everything known now; None when there was none and none is called for.

    A course answers when its programme answers the kind and it was completed on the day of the call or later;
    of several the one that closed the need already, else the earliest. What was learnt stays learnt: only a
    correction of the evaluation withdraws a need that is closed.
    """
    if call.withdrawal is not None:
        if known is None:
            return None
        is_settled = known.state is NeedState.CLOSED and known.closed_by in {one.course_id for one in courses}
        if is_settled and call.withdrawal is not WithdrawalCause.EVALUATION_CORRECTED:
            return known
        return Standing(state=NeedState.WITHDRAWN, withdrawn_because=call.withdrawal)
    answering = [one for one in courses if call.kind in one.answers and one.completed_on >= call.since]
    if not answering:
        return Standing(state=NeedState.OPEN)
    closing = next((one for one in answering if known is not None and one.course_id == known.closed_by), None)
    if closing is None:
        closing = min(answering, key=lambda one: (one.completed_on, one.course_id))
    return Standing(state=NeedState.CLOSED, closed_by=closing.course_id, closed_on=closing.completed_on)
