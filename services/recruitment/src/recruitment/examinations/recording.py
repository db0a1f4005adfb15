"""Writing many scores in one statement, with what they said before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import record_bulk
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.messaging import publish
from recruitment.examinations.events import ScoresRecorded
from recruitment.examinations.models import ScoreChange
from recruitment.examinations.rules import SkbResult, SkdResult, as_recorded

_WRITE_SKD: Final = text("""
    INSERT INTO skd_sitting AS known (id, application_id, applicant_id, agency, exam_year, sat_on,
        twk, tiu, tkp, standing, recorded_at, version)
    SELECT id, application_id, applicant_id, agency, exam_year, sat_on, twk, tiu, tkp, standing, :now, 1
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(id uuid, application_id uuid, applicant_id uuid,
        agency text, exam_year int, sat_on date, twk int, tiu int, tkp int, standing text)
    ON CONFLICT (application_id) DO UPDATE SET twk = excluded.twk, tiu = excluded.tiu, tkp = excluded.tkp,
        standing = excluded.standing, sat_on = coalesce(excluded.sat_on, known.sat_on), recorded_at = :now,
        version = known.version + 1, updated_at = now()
""")
_WRITE_SKB: Final = text("""
    INSERT INTO skb_score AS known (application_id, test_id, applicant_id, agency, score, standing,
        recorded_at, version)
    SELECT application_id, test_id, applicant_id, agency, score, standing, :now, 1
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(application_id uuid, test_id uuid, applicant_id uuid,
        agency text, score numeric, standing text)
    ON CONFLICT (application_id, test_id) DO UPDATE SET score = excluded.score,
        standing = excluded.standing, recorded_at = :now, version = known.version + 1, updated_at = now()
""")


@dataclass(frozen=True)
class Recorded:
    """One result to write; `before` is what it replaces, `participant` a row with ids and agency."""

    participant: Any
    result: SkdResult | SkbResult
    before: SkdResult | SkbResult | None = None
    test_id: UUID | None = None
    reason: str | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The columns of the score."""
        whose = {
            "application_id": self.participant.id,
            "applicant_id": self.participant.applicant_id,
            "agency": self.participant.agency,
        }
        result = as_recorded(self.result)
        if isinstance(self.result, SkdResult):
            year = {"exam_year": self.participant.intake, "sat_on": self.result.sat_on, "id": new_id()}
            return whose | result | year
        return whose | result | {"test_id": self.test_id}


async def record_scores(session: AsyncSession, recorded: Sequence[Recorded], *, test: str) -> None:
    """Write all of `recorded`, keep what they said before, and say what was done of each selection."""
    if not recorded:
        return
    now = context_of(session).clock.now()
    rows = orjson.dumps([one.values for one in recorded], default=str).decode()
    await session.execute(_WRITE_SKD if test == "skd" else _WRITE_SKB, {"rows": rows, "now": now})
    changes = [change_of(session, one) for one in recorded if one.before is not None]
    if changes:
        await session.execute(insert(ScoreChange), changes)
    for selection_id in sorted({one.participant.selection_id for one in recorded}):
        _say(session, [one for one in recorded if one.participant.selection_id == selection_id], test)


def change_of(session: AsyncSession, one: Recorded) -> dict[str, Any]:
    """The entry of the history that a change leaves."""
    context = context_of(session)
    return {
        "id": new_id(),
        "application_id": one.participant.id,
        "applicant_id": one.participant.applicant_id,
        "agency": one.participant.agency,
        "test_id": one.test_id,
        "before": {} if one.before is None else as_recorded(one.before),
        "after": as_recorded(one.result),
        "reason": one.reason,
        "recorded_by": context.actor,
        "recorded_at": context.clock.now(),
    }


def _say(session: AsyncSession, recorded: Sequence[Recorded], test: str) -> None:
    participant = recorded[0].participant
    fact = ScoresRecorded(
        agency=participant.agency,
        selection_id=participant.selection_id,
        test=test,
        count=len(recorded),
        corrected=sum(one.before is not None for one in recorded),
        sha256=_digest(recorded),
    )
    publish(session, fact)
    record_bulk(session, f"scores.record_{test}", fact.model_dump(mode="json"))


def _digest(recorded: Iterable[Recorded]) -> str:
    lines = sorted(
        f"{one.participant.id} {one.test_id or ''} {orjson.dumps(as_recorded(one.result)).decode()}\n"
        for one in recorded
    )
    return sha256("".join(lines).encode()).hexdigest()
