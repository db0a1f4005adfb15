"""What calls for training, and what answers it."""

import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abdi.clock import new_id
from training.employees.rules import Service
from training.needs.rules import (
    Call,
    Judged,
    Learnt,
    NeedStandard,
    NeedState,
    Standing,
    WithdrawalCause,
    calls_of,
    entry_need_id,
    evaluation_need_id,
    stand,
)
from training.programmes.rules import NeedKind

RULESET = Path(__file__).parents[2] / "rulesets" / "training-needs" / "2022.toml"
STANDARD = NeedStandard.model_validate(tomllib.loads(RULESET.read_text())["values"])
PERSON, EVALUATION = UUID(int=1), UUID(int=2)
OPEN = Standing(state=NeedState.OPEN)


def serving(employment_type: str = "PNS", **changes: object) -> Service:
    return Service(employment_type=employment_type, appointed_on=date(2026, 2, 1)).model_copy(update=changes)


def judged(predicate: str) -> Judged:
    return Judged(evaluation_id=EVALUATION, year=2025, predicate=predicate, completed_on=date(2026, 1, 20))


def learnt(on: str = "2026-02-11", *answers: str, course_id: UUID | None = None) -> Learnt:
    return Learnt(
        course_id=course_id or new_id(),
        completed_on=date.fromisoformat(on),
        answers=frozenset(answers or ("performance",)),
    )


def called(service: Service | None = None, *evaluations: Judged) -> dict[NeedKind, WithdrawalCause | None]:
    """What calls at the moment, by kind."""
    return {one.kind: one.withdrawal for one in calls_of(PERSON, service, evaluations, standard=STANDARD)}


@pytest.mark.parametrize(
    ("predicate", "withdrawal"),
    [
        ("very_good", WithdrawalCause.EVALUATION_CORRECTED),
        ("good", WithdrawalCause.EVALUATION_CORRECTED),
        ("needs_improvement", None),
        ("poor", None),
        ("very_poor", None),
    ],
)
def test_a_predicate_below_good_calls_for_training(
    predicate: str, withdrawal: WithdrawalCause | None
) -> None:
    assert called(None, judged(predicate)) == {NeedKind.PERFORMANCE: withdrawal}


CHANGED, GONE = WithdrawalCause.EMPLOYMENT_CHANGED, WithdrawalCause.LEFT_SERVICE


@pytest.mark.parametrize(
    ("service", "latsar", "orientation"),
    [
        (serving("CPNS"), None, CHANGED),
        (serving("PPPK"), CHANGED, None),
        (serving("PPPK", appointed_on=date(2025, 12, 31)), CHANGED, CHANGED),
        (serving("PNS"), CHANGED, CHANGED),
        (serving("CPNS", status="left", left_on=date(2026, 3, 1)), GONE, CHANGED),
    ],
)
def test_newcomers_need_what_their_employment_asks_for(
    service: Service, latsar: WithdrawalCause | None, orientation: WithdrawalCause | None
) -> None:
    assert called(service) == {NeedKind.LATSAR: latsar, NeedKind.ORIENTATION: orientation}


def test_nobody_who_left_needs_training_and_a_correction_says_more_than_leaving() -> None:
    gone = serving(status="retired")
    assert called(gone, judged("poor"))[NeedKind.PERFORMANCE] is GONE
    assert called(gone, judged("good"))[NeedKind.PERFORMANCE] is WithdrawalCause.EVALUATION_CORRECTED


def call(withdrawal: WithdrawalCause | None = None) -> Call:
    return Call(
        need_id=evaluation_need_id(EVALUATION),
        kind=NeedKind.PERFORMANCE,
        since=date(2026, 1, 20),
        withdrawal=withdrawal,
    )


@pytest.mark.parametrize(
    ("course", "answers"),
    [
        (learnt("2026-01-20"), True),
        (learnt("2026-01-19"), False),
        (learnt("2026-02-11", "latsar"), False),
        (learnt("2026-02-11", "latsar", "performance"), True),
    ],
)
def test_a_course_answers_from_the_day_of_the_call_on(course: Learnt, *, answers: bool) -> None:
    closed = Standing(state=NeedState.CLOSED, closed_by=course.course_id, closed_on=course.completed_on)
    assert stand(call(), OPEN, [course]) == (closed if answers else OPEN)


def test_the_earliest_course_closes_and_the_one_that_closed_stays_so() -> None:
    early, late = learnt("2026-02-01"), learnt("2026-02-20")
    first = stand(call(), OPEN, [late, early])
    assert first is not None
    assert first.closed_by == early.course_id
    by_late = Standing(state=NeedState.CLOSED, closed_by=late.course_id, closed_on=late.completed_on)
    assert stand(call(), by_late, [early, late]) == by_late
    assert stand(call(), by_late, [early]) == first
    assert stand(call(), by_late, []) == OPEN


def test_what_was_never_called_for_is_no_need() -> None:
    assert stand(call(WithdrawalCause.EVALUATION_CORRECTED), None, []) is None
    assert stand(call(), None, []) == OPEN


@pytest.mark.parametrize("cause", WithdrawalCause)
def test_what_was_learnt_stays_learnt_unless_the_evaluation_was_wrong(cause: WithdrawalCause) -> None:
    course = learnt()
    closed = Standing(state=NeedState.CLOSED, closed_by=course.course_id, closed_on=course.completed_on)
    withdrawn = Standing(state=NeedState.WITHDRAWN, withdrawn_because=cause)
    corrected = cause is WithdrawalCause.EVALUATION_CORRECTED
    assert stand(call(cause), closed, [course]) == (withdrawn if corrected else closed)
    assert stand(call(cause), closed, []) == withdrawn
    assert stand(call(cause), OPEN, [course]) == withdrawn


def test_ids_follow_from_what_calls_so_that_a_repetition_finds_the_same_need() -> None:
    assert evaluation_need_id(EVALUATION) == evaluation_need_id(UUID(int=2))
    ids = {entry_need_id(PERSON, kind) for kind in NeedKind} | {evaluation_need_id(PERSON)}
    assert len(ids) == len(NeedKind) + 1


COURSES = st.lists(
    st.builds(
        Learnt,
        course_id=st.uuids(),
        completed_on=st.dates(date(2026, 1, 15), date(2026, 1, 25)),
        answers=st.frozensets(st.sampled_from(["performance", "latsar"])),
    ),
    max_size=5,
    unique_by=lambda one: one.course_id,
)


@given(COURSES, COURSES, st.sampled_from([None, *WithdrawalCause]))
def test_judging_again_changes_nothing_and_the_order_of_courses_does_not_matter(
    before: Sequence[Learnt], after: Sequence[Learnt], cause: WithdrawalCause | None
) -> None:
    known = stand(call(), None, before)
    once = stand(call(cause), known, after)
    assert stand(call(cause), once, after) == once
    assert stand(call(cause), known, list(reversed(after))) == once
