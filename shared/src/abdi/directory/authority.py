"""What the directory says about a principal today; asked once per request, together with the fence."""

from datetime import date
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from abdi.db.fence import AGENCIES, EMPLOYEE, KIND, Fence, stand_behind
from abdi.tokens import Grant, Principal

# One statement reads the authority and sets the fence from it: between the two nothing can change, and a
# request pays one round trip. A role counts while its holder is in service; a delegation also while the
# one who gave it is.
_ENTER: Final = f"""
    WITH asked AS MATERIALIZED (
        SELECT CAST($1 AS uuid) AS employee_id, CAST($2 AS date) AS today
    ), me AS MATERIALIZED (
        SELECT agency, is_in_service FROM directory_person JOIN asked USING (employee_id)
    ), held AS MATERIALIZED (
        SELECT id, role, given.agency, unit_id, "of", actions, kind, purpose, ends_on
        FROM directory_grant AS given JOIN asked USING (employee_id)
        WHERE NOT is_ended AND starts_on <= today AND (ends_on IS NULL OR ends_on >= today)
            AND EXISTS (SELECT FROM me WHERE is_in_service)
            AND (kind <> 'delegation' OR EXISTS (
                SELECT FROM directory_person AS giver
                WHERE giver.employee_id = given."of" AND giver.is_in_service
            ))
    ), known AS (
        SELECT agency FROM held UNION SELECT agency FROM me
    )
    SELECT
        (SELECT agency FROM me),
        (SELECT jsonb_agg(to_jsonb(held)) FROM held),
        EXISTS (SELECT FROM me WHERE is_in_service) AND EXISTS (
            SELECT FROM directory_person AS person JOIN asked ON person.superior_id = asked.employee_id
            WHERE person.is_in_service
        ),
        set_config('{KIND}', 'person', true),
        set_config('{EMPLOYEE}', (SELECT employee_id::text FROM asked), true),
        set_config('{AGENCIES}', coalesce((SELECT string_agg(agency, ',') FROM known), $3), true)
"""


async def authority_of(session: AsyncSession, principal: Principal, today: date) -> Principal:
    """`principal` with the roles and grants of `today`; the session stands behind its fence from here on.

    A person's roles come from the directory alone, whatever the token says. A service of ours and an agency's
    system have the one role of their kind; a service only if its token gives it.
    """
    if principal.kind == "service":
        roles = principal.roles & {"service"}
        ours = principal.model_copy(update={"roles": roles})
        return await _behind(session, Fence("service" if roles else ""), ours)
    if principal.kind == "agency_system":
        system = principal.model_copy(update={"roles": frozenset({"agency_system"})})
        return await _behind(session, Fence("agency_system", _of(principal.agency)), system)
    if principal.kind == "applicant":
        own = principal.model_copy(update={"roles": frozenset({"applicant"}), "grants": ()})
        return await _behind(session, Fence("applicant", employee_id=principal.applicant_id), own)
    if principal.employee_id is None:
        return principal.model_copy(update={"roles": frozenset(), "grants": ()})
    asked = (str(principal.employee_id), today, principal.agency or "")
    agency, held, leads, *_ = await session.run_sync(_entered, asked)
    made = _with_authority(principal, agency, held or [], leads=leads)
    agencies = _of(made.agency) | {grant.agency for grant in made.grants}
    # Should the session begin another transaction, it stands behind the same fence.
    stand_behind(session.sync_session, Fence("person", agencies, principal.employee_id))
    return made


def _entered(session: Session, asked: tuple[str, date, str]) -> Any:
    # In the driver's own words: the session's way to a statement costs more than what it asks.
    return session.connection().exec_driver_sql(_ENTER, asked).one()


async def _behind(session: AsyncSession, fence: Fence, principal: Principal) -> Principal:
    stand_behind(session.sync_session, fence)
    if session.in_transaction():
        await fence.set_in(session)
    return principal


def _of(agency: str | None) -> frozenset[str]:
    return frozenset() if agency is None else frozenset({agency})


def _with_authority(principal: Principal, agency: str | None, held: list[Any], *, leads: bool) -> Principal:
    grants = tuple(Grant.model_validate(grant) for grant in held)
    roles = {"employee", *(grant.role for grant in grants), *(["superior"] if leads else [])}
    return principal.model_copy(
        update={"agency": agency or principal.agency, "roles": frozenset(roles), "grants": grants}
    )
