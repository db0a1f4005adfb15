"""Every route of the tests, called by everybody who must be refused."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import pytest
from fastapi import FastAPI

from abdi.clock import FixedClock, new_id
from abdi.testing.access_imports import make_job
from abdi.testing.access_suite import HOME, AccessSuite, Target
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import applicant, officer
from recruitment.applications.models import Application
from recruitment.cards.printing import JOB_NAME
from recruitment.examinations.models import SkbScore, SkdSitting
from recruitment.selections.models import Selection, SkbTest
from recruitment.sessions.models import ExamSession, Seat

Selecting = Callable[..., Awaitable[Selection]]
Applying = Callable[..., Awaitable[list[Application]]]
NUMBER = "24000000000000127"
IN_TIME = datetime(2024, 9, 20, 3, tzinfo=UTC)
OF_NOBODY_HERE = "1000"
BY = officer(HOME)


@pytest.fixture
def clock() -> FixedClock:
    """A day on which an earlier score may be chosen."""
    return FixedClock(IN_TIME)


@dataclass
class Stage:
    """One participant with everything that the routes speak of."""

    application: Application
    test: SkbTest
    sitting: SkdSitting
    to_come: ExamSession
    past: ExamSession
    seat: Seat


@pytest.fixture
async def stage(selection: Selection, applying: Applying, unit: Unit, clock: FixedClock) -> Stage:
    """A participant on a seat, with scores; one session to come and one in the past."""
    (one,) = await applying(selection, 1, participant_number=NUMBER)
    whose: dict[str, Any] = {"applicant_id": one.applicant_id, "agency": HOME, "application_id": one.id}
    sitting = SkdSitting(
        id=new_id(), exam_year=2024, twk=100, tiu=135, tkp=187, standing="taking_part", **whose
    )
    test = SkbTest(id=new_id(), selection_id=selection.id, kind="cat", weight=100, is_knockout=False)
    score = SkbScore(test_id=test.id, score=Decimal(70), standing="taking_part", **whose)

    def session_at(hours: int) -> ExamSession:
        at = clock.now() + timedelta(hours=hours)
        facts: dict[str, Any] = {"place": "Kanreg VII", "room": "CAT", "minutes": 100, "capacity": 5}
        return ExamSession(
            id=new_id(), selection_id=selection.id, agency=HOME, test="skd", starts_at=at, **facts
        )

    to_come, past = session_at(1), session_at(-1)
    seat = Seat(
        id=new_id(),
        session_id=to_come.id,
        selection_id=selection.id,
        test="skd",
        number=1,
        has_longer_time=False,
        minutes=100,
        **whose,
    )
    async with unit() as session:
        session.add_all([sitting, test, to_come, past])
        await session.flush()
        session.add_all([score, seat])
    return Stage(one, test, sitting, to_come, past, seat)


def of_sessions(stage: Stage) -> list[Target]:
    """Targets about sessions and seats."""
    selection_id, seat_id = stage.application.selection_id, str(stage.seat.id)
    wanted: dict[str, Any] = {"selection_id": str(selection_id), "test": "skd", "place": "Kanreg VII"}
    wanted |= {"room": "CAT 9", "starts_at": "2026-04-01T01:00:00Z", "capacity": 3}
    at, of_seat = {"session_id": stage.to_come.id}, {"seat_id": stage.seat.id}
    mark = {"is_present": True}
    move = {"session_id": str(stage.to_come.id), "has_longer_time": True, "reason": "surat dokter"}
    change = {"capacity": 6, "reason": "kursi tambahan"}
    return [
        Target(operation="get_session", path=at, by=BY),
        Target(operation="list_sessions", by=BY, shows=str(stage.to_come.id)),
        Target(operation="list_seats", by=BY, shows=seat_id),
        Target(operation="number_participants", path={"selection_id": selection_id}, by=BY),
        Target(operation="create_session", body=wanted, by=BY),
        Target(operation="create_sessions", body={"items": [wanted | {"room": "CAT 8"}]}, by=BY),
        Target(operation="change_session", path=at, version=1, body=change, by=BY),
        Target(operation="close_session", path={"session_id": stage.past.id}, by=BY),
        Target(
            operation="seat_participants",
            path={"selection_id": selection_id},
            body={"test": "skd"},
            by=BY,
        ),
        Target(operation="mark_attendance", path=of_seat, body=mark, by=BY),
        Target(operation="mark_attendances", body={"items": [{"seat_id": seat_id, **mark}]}, by=BY),
        Target(operation="move_seat", path=of_seat, body=move, by=BY),
    ]


def of_scores(stage: Stage) -> list[Target]:
    """Targets about scores."""
    application_id = stage.application.id
    place = {"application_id": application_id, "test_id": stage.test.id}
    sitting = {"sitting_id": stage.sitting.id}
    body: dict[str, Any] = {"reason": "salah salin"}
    own: dict[str, Any] = {"by": applicant(stage.application.applicant_id)}
    own["employee_id"] = stage.application.applicant_id
    return [
        Target(operation="list_skd_sittings", by=BY, shows=str(stage.sitting.id)),
        Target(operation="get_skd_sitting", path=sitting, **own),
        Target(operation="correct_skd_sitting", path=sitting, version=1, body=body | {"twk": 95}, by=BY),
        Target(operation="list_skb_scores", by=BY, shows=str(application_id)),
        Target(operation="get_skb_score", path=place, **own),
        Target(operation="correct_skb_score", path=place, version=1, body=body | {"score": "71"}, by=BY),
    ]


def of_cards(stage: Stage, *, code: str, file_id: UUID) -> list[Target]:
    """Targets about exam cards."""
    selection_id = stage.application.selection_id
    return [
        Target(
            operation="get_exam_card",
            path={"application_id": stage.application.id},
            by=applicant(stage.application.applicant_id),
            employee_id=stage.application.applicant_id,
        ),
        Target(operation="scan_exam_card", body={"code": code}, by=BY),
        Target(operation="print_exam_cards", path={"selection_id": selection_id}, body={}, by=BY),
        Target(operation="get_exam_card_file", path={"file_id": file_id}, by=BY),
        Target(operation="get_exam_card_file_content", path={"file_id": file_id}, by=BY),
    ]


@pytest.fixture
async def of_reuse(
    selection: Selection, selecting: Selecting, applying: Applying, unit: Unit
) -> Sequence[Target]:
    """Targets about a sitting of another agency in 2023, by whoever sat it and applies here."""
    (now,) = await applying(selection)
    me = now.applicant_id
    (then,) = await applying(
        await selecting(intake=2023, rule_set="2023", agency=OF_NOBODY_HERE), applicant_id=me
    )
    earlier = SkdSitting(
        id=new_id(),
        application_id=then.id,
        applicant_id=me,
        agency=OF_NOBODY_HERE,
        exam_year=2023,
        twk=100,
        tiu=120,
        tkp=180,
        standing="taking_part",
    )
    async with unit() as session:
        session.add(earlier)
    own: dict[str, Any] = {"by": applicant(me), "employee_id": me, "path": {"application_id": now.id}}
    return [
        Target(operation="list_skd_reuse", **own),
        Target(operation="confirm_skd_reuse", body={"sitting_id": str(earlier.id)}, **own),
    ]


class TestAccess(AccessSuite):
    part: ClassVar[tuple[str, ...]] = (
        "recruitment.session.",
        "recruitment.score.",
        "recruitment.attendance.",
        "recruitment.skd_reuse.",
    )

    @pytest.fixture
    async def targets(
        self, app: FastAPI, stage: Stage, unit: Unit, of_reuse: Sequence[Target]
    ) -> Sequence[Target]:
        params = {"selection_id": str(stage.application.selection_id), "test": None, "session_id": None}
        async with unit() as session:
            file_id = await make_job(session, JOB_NAME, BY, params=params, state="finished")
        code = app.state.card_signer.code_of(NUMBER)
        cards = of_cards(stage, code=code, file_id=file_id)
        return [*of_sessions(stage), *of_scores(stage), *cards, *of_reuse]
