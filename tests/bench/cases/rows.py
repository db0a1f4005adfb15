"""One row read and one row written, against bare SQLAlchemy in the handler."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final
from uuid import uuid4

import asyncpg

from abdi.tokens import Principal
from tests.bench import records
from tests.bench.figures import Figure, at_least, at_most, compared
from tests.bench.load import Measured, Target, measure
from tests.bench.rounds import in_turns, middle
from tests.bench.stage import Stage

CROWD: Final = 32
COURSES: Final = 300
BARE: Final = "tests.bench.bare:create_app"


def reads(stage: Stage) -> list[Figure]:
    """A course of somebody else, read by the personnel officer."""
    suite = stage.suite
    rows = suite.rows("training", "SELECT id FROM course WHERE agency = '5671' LIMIT $1", COURSES)
    ours = suite.asked(suite.direct("training"), [f"/v1/courses/{row['id']}" for row in rows])
    with stage.stand.served(BARE, {"BARE_DATABASE_URL": suite.admin_url("training")}) as bare:
        floor = Target(bare, [f"/courses/{row['id']}" for row in rows])
        return _compared("point read of another person's record", stage, ours=ours, floor=floor)


def inserts(stage: Stage) -> list[Figure]:
    """A row with audit and event, written by an officer, against a row with event."""
    stand = stage.stand
    database = stand.fresh_database("records", records.migrate)
    officer = Principal(subject="officer", kind="person", agency=records.AGENCY, employee_id=uuid4())
    subject = uuid4()
    asyncio.run(_enter(database.admin_url, officer, subject))
    body = records.RecordCreate(employee_id=subject, text="Hadir pada apel pagi.").model_dump_json().encode()
    with (
        stand.served("tests.bench.records:create_app", stand.environment(database)) as kit,
        stand.served(BARE, {"BARE_DATABASE_URL": database.admin_url}) as bare,
    ):
        ours = Target(kit, ["/v1/records"], token=stand.issuer.issue(officer), method="POST", body=body)
        floor = Target(bare, ["/records"], method="POST", body=body)
        return _compared("insert with outbox and audit", stage, ours=ours, floor=floor)


def _compared(name: str, stage: Stage, *, ours: Target, floor: Target) -> list[Figure]:
    def load(target: Target) -> Any:
        return lambda: measure(target, connections=CROWD, seconds=stage.seconds)

    runs: dict[str, list[Measured]] = in_turns(stage.rounds, {"ours": load(ours), "floor": load(floor)})

    def both(of: Any) -> Sequence[float]:
        return [middle(runs[side], of) for side in ("ours", "floor")]

    rate, p99 = both(lambda run: run.rate), both(lambda run: run.p99)
    return [
        compared(f"{name}, 32 connections", "1/s", rate, at_least(0.60)),
        compared(f"{name}, 32 connections, p99", "ms", p99, at_most(2.0)),
    ]


async def _enter(url: str, officer: Principal, subject: Any) -> None:
    """The directory as the registry would tell it: an officer, and somebody in the same agency."""
    connection = await asyncpg.connect(url)
    for person in (officer.employee_id, subject):
        await connection.execute(
            "INSERT INTO directory_person (employee_id, agency, is_in_service) VALUES ($1, $2, true)",
            person,
            records.AGENCY,
        )
    await connection.execute(
        """
        INSERT INTO directory_grant (id, employee_id, role, agency, kind, starts_on, is_ended)
        VALUES ($1, $2, 'agency_officer', $3, 'role', '2020-01-01', false)
        """,
        uuid4(),
        officer.employee_id,
        records.AGENCY,
    )
    await connection.close()
