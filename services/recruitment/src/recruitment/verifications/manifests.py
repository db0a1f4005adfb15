"""What an announcement of the administrative result holds on to: counts by code, and a digest."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import record_bulk
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.reasons import Reason
from recruitment.selections.models import Selection
from recruitment.selections.rules.clock import ObjectionDays
from recruitment.verifications.models import AdministrativeAnnouncement

_MANIFEST: Final = text("""
    SELECT count(*) FILTER (WHERE state <> 'not_eligible') AS eligible,
        count(*) FILTER (WHERE state = 'not_eligible') AS not_eligible,
        encode(sha256(convert_to(coalesce(string_agg(
            id || CASE state WHEN 'not_eligible' THEN ' TMS' ELSE ' MS' END, E'\\n' ORDER BY id
        ) || E'\\n', ''), 'UTF8')), 'hex') AS sha256
    FROM application
    WHERE selection_id = :selection_id AND state IN ('eligible', 'not_eligible')
""")


async def record_announcement(
    session: AsyncSession, selection: Selection, *, number: int
) -> AdministrativeAnnouncement:
    """The announcement with its manifest: counts by code, and the digest of `application-id code` lines."""
    row = (await session.execute(_MANIFEST, {"selection_id": selection.id})).one()
    manifest = {"counts": {"MS": row.eligible, "TMS": row.not_eligible}, "sha256": row.sha256}
    announcement = AdministrativeAnnouncement(
        id=new_id(),
        selection_id=selection.id,
        number=number,
        manifest=manifest,
        announced_at=context_of(session).clock.now(),
    )
    session.add(announcement)
    await session.flush()
    record_bulk(
        session,
        "administrative_result.announced",
        {"selection_id": selection.id, "number": number, **manifest},
    )
    return announcement


def fact_of(selection: Selection, announcement: AdministrativeAnnouncement) -> dict[str, Any]:
    """What both events say of an announcement."""
    return {
        "agency": selection.agency,
        "selection_id": selection.id,
        "announced_at": announcement.announced_at,
        **announcement.manifest,
    }


def result_of(
    announcement: AdministrativeAnnouncement, days: ObjectionDays | None, warnings: Sequence[Reason] = ()
) -> dict[str, Any]:
    """The announcement as its step holds it and answers show it; `days` when objections follow."""
    return {
        "selection_id": str(announcement.selection_id),
        "number": announcement.number,
        "announced_at": announcement.announced_at.isoformat(),
        "objections_from": days and days.objection_from.isoformat(),
        "objections_until": days and days.objection_until.isoformat(),
        "warnings": [reason.model_dump(mode="json") for reason in warnings],
        **announcement.manifest,
    }
