"""What ends with a selection that is called off: its applications, and its hold on formations."""

from typing import Final
from uuid import UUID

import orjson
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import record_bulk
from abdi.db.context import context_of
from abdi.i18n import Text
from abdi.notify import Notice, notify_all
from abdi.reasons import Reason
from recruitment.applications.rules import SELECTION_CANCELLED
from recruitment.selections.models import Selection, SelectionFormation

CHUNK: Final = 2_000
# Whoever resigned, was disqualified or is appointed stays so.
_END: Final = text("""
    WITH running AS (
        SELECT id, state FROM application
        WHERE selection_id = :selection_id AND state IN ('draft', 'submitted', 'eligible', 'not_eligible')
        ORDER BY id FOR UPDATE
    ), ended AS (
        UPDATE application AS one
        SET state = 'cancelled', state_since = :now, reasons = one.reasons || CAST(:reasons AS jsonb),
            version = one.version + 1, updated_at = now()
        FROM running WHERE running.id = one.id
        RETURNING running.state
    )
    SELECT state, count(*) AS number FROM ended GROUP BY state ORDER BY state
""")
_TOLD: Final = text("""
    SELECT id, applicant_id FROM application
    WHERE selection_id = :selection_id AND state = 'cancelled' AND id > :after
        AND reasons @> CAST(:ended_by AS jsonb)
    ORDER BY id LIMIT :chunk
""")
_ENDED_BY: Final = orjson.dumps([{"rule": SELECTION_CANCELLED}]).decode()
_SUBJECT: Final = Text("Seleksi dibatalkan", "Selection cancelled")
_BODY: Final = Text(
    "{selection} dibatalkan ({reason}). Lamaran Anda berakhir bersamanya. Anda dapat melamar pada seleksi"
    " lain tahun ini selama pendaftarannya dibuka.",
    "{selection} was cancelled ({reason}). Your application ended with it. You may apply in another selection"
    " of this year while its registration is open.",
)


async def release_formations(session: AsyncSession, selection: Selection) -> None:
    """Let other selections have the formations; what this one had stays to be seen."""
    of_selection = SelectionFormation.selection_id == selection.id
    await session.execute(update(SelectionFormation).where(of_selection).values(is_released=True))


async def end_applications(session: AsyncSession, selection: Selection) -> int:
    """End what still runs in a selection that was called off, and tell everybody; how many."""
    now = context_of(session).clock.now()
    reasons = orjson.dumps([_reason(selection).model_dump(mode="json")]).decode()
    asked = {"selection_id": selection.id, "now": now, "reasons": reasons}
    rows = (await session.execute(_END, asked)).all()
    counts = {row.state: row.number for row in rows}
    if counts:
        record_bulk(
            session, "selection.applications_ended", {"selection_id": selection.id, "applications": counts}
        )
        await _tell(session, selection)
    return sum(counts.values())


def _reason(selection: Selection) -> Reason:
    return Reason(
        rule=SELECTION_CANCELLED,
        article=f"Pengumuman {selection.announcement_number}",
        passed=False,
        required={"state": "announced"},
        found={"selection_id": str(selection.id), "state": selection.state, "reason": selection.end_reason},
        message=Text("Seleksi ini dibatalkan oleh instansi.", "The agency cancelled this selection."),
        remedy=Text(
            "Anda dapat melamar pada seleksi lain tahun ini.",
            "You may apply in another selection of this year.",
        ),
    )


async def _tell(session: AsyncSession, selection: Selection) -> None:
    after = UUID(int=0)
    asked = {"selection_id": selection.id, "ended_by": _ENDED_BY, "chunk": CHUNK}
    while people := (await session.execute(_TOLD, asked | {"after": after})).all():
        notices = [
            Notice(
                recipient_id=person.applicant_id,
                agency=selection.agency,
                kind="selection.cancelled",
                subject=_SUBJECT,
                body=_BODY,
                params={"selection": selection.name, "reason": selection.end_reason or ""},
            )
            for person in people
        ]
        await notify_all(session, notices)
        after = people[-1].id
