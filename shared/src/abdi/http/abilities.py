"""What the caller may do in this service: every permission of its routes, with how far it reaches."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import FastAPI, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth.permissions import permission_of, requires
from abdi.db.tables import directory_person
from abdi.directory.standing import resource_of
from abdi.http.dependencies import DbSession
from abdi.http.permissions import flat_routes
from abdi.http.route import ServiceRouter
from abdi.policy import Allow, Claim, Permission, Reach, claims, decide, everywhere
from abdi.tokens import Principal


class _OfTheCaller(Permission):
    """What somebody may do is told to whoever asks about themselves: no system needs a scope for it."""

    def allows(self, principal: Principal) -> bool:
        return not self.roles.isdisjoint(principal.roles)


READ_ABILITIES: Final = _OfTheCaller(
    name="abilities.read",
    rules=(everywhere("employee"), everywhere("agency_system"), everywhere(), everywhere("applicant")),
)
_EXAMPLE: Final[dict[str, Any]] = {
    "permission": "performance.evaluation.read",
    "reach": [
        {
            "reach": "own",
            "role": "employee",
            "agency": "5671",
            "unit_id": None,
            "of": None,
            "until": None,
            "masked": [],
        }
    ],
}

router = ServiceRouter(tags=["abilities"])


class ReachRead(BaseModel):
    """One ground on which the caller may: the role, how far, and where."""

    model_config = ConfigDict(json_schema_extra={"examples": _EXAMPLE["reach"]})

    reach: Reach
    role: str
    agency: str | None = None
    unit_id: UUID | None = None
    of: UUID | None = Field(default=None, description="whose authority, for somebody who stands in")
    until: date | None = Field(default=None, description="the last day; null: no end is set")
    masked: list[str]


class AbilityRead(BaseModel):
    """A permission that the caller holds."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    permission: str
    reach: list[ReachRead]


class AbilitiesRead(BaseModel):
    """Every permission that the caller holds here; what is not in the list is refused."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"data": [_EXAMPLE]}]})

    data: list[AbilityRead]


@router.get("/v1/abilities", name="list_abilities")
async def read_abilities(
    request: Request,
    *,
    session: DbSession,
    principal: Annotated[Principal, requires(READ_ABILITIES)],
    employee_id: Annotated[
        UUID | None, Query(description="only what the caller may do about this person")
    ] = None,
) -> AbilitiesRead:
    """What the caller may do in this service, at all or about one person."""
    held = [permission for permission in _permissions(request.app) if permission.allows(principal)]
    if employee_id is not None:
        held = await _about(session, principal, held, employee_id=employee_id)
    return AbilitiesRead(data=[_shown(permission, principal) for permission in held])


def _permissions(app: FastAPI) -> list[Permission]:
    # Routes do not change while the process lives, and there are more than a hundred of them.
    known: list[Permission] | None = getattr(app.state, "permissions", None)
    if known is None:
        named = {found.name: found for found in _declared(app) if found != READ_ABILITIES}
        known = app.state.permissions = [named[name] for name in sorted(named)]
    return known


def _declared(app: FastAPI) -> Iterator[Permission]:
    for route in flat_routes(app.router):
        permission = permission_of(route)
        if permission is not None:
            yield permission


async def _about(
    session: AsyncSession, principal: Principal, held: list[Permission], *, employee_id: UUID
) -> list[Permission]:
    agency = await session.scalar(
        select(directory_person.c.agency).where(directory_person.c.employee_id == employee_id)
    )
    person = await resource_of(session, agency=agency, employee_id=employee_id)
    return [permission for permission in held if isinstance(decide(principal, permission, person), Allow)]


def _shown(permission: Permission, principal: Principal) -> AbilityRead:
    return AbilityRead(
        permission=permission.name, reach=[_reach(claim) for claim in claims(principal, permission)]
    )


def _reach(claim: Claim) -> ReachRead:
    return ReachRead(
        reach=claim.rule.reach,
        role=claim.rule.role,
        agency=claim.agency,
        unit_id=claim.unit_id,
        of=claim.via.of if claim.via else None,
        until=claim.via.ends_on if claim.via else None,
        masked=sorted(claim.rule.masked),
    )
