"""Finding applications within what the principal may see, and what they are for."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.directory import scope
from abdi.paging import ListQuery, Page, paginate
from abdi.policy import Allow, Resource, Scope, decide
from abdi.problems import NotFound
from recruitment.applications.models import Application
from recruitment.applications.rules import ApplicationState
from recruitment.applications.schemas import ApplicationFilters
from recruitment.formations.models import Formation, Opening
from recruitment.policy import APPLICATIONS, FROM_AUDITORS, READ_APPLICATION
from recruitment.selections.models import Selection, SelectionFormation, Stage
from recruitment.selections.rules.stages import StageCode


class Registration(NamedTuple):
    """The days in which a selection takes applications."""

    starts_on: date
    ends_on: date


class Place(NamedTuple):
    """What an application is for."""

    opening: Opening
    formation: Formation
    selection: Selection


def visible(principal: Principal) -> Scope:
    """The applications that a principal sees; nobody but its applicant sees what was never submitted."""
    within = scope(principal, READ_APPLICATION, APPLICATIONS)
    if principal.kind == "applicant":
        return within
    return and_(within, Application.submitted_at.is_not(None))


async def get_application(
    session: AsyncSession, principal: Principal, application_id: UUID, *, is_locked: bool = False
) -> Application:
    """An application that the principal may see, locked when asked. Raises NotFound."""
    wanted = select(Application).where(Application.id == application_id, visible(principal))
    found = await session.scalar(wanted.with_for_update(of=Application) if is_locked else wanted)
    if found is None:
        raise NotFound
    return found


async def list_applications(
    session: AsyncSession, principal: Principal, *, filters: ApplicationFilters, query: ListQuery
) -> Page[Any]:
    """A page of the applications that the principal may see, the first ones first."""
    wanted = select(Application).where(visible(principal))
    for name, value in filters.model_dump(exclude_none=True).items():
        wanted = wanted.where(getattr(Application, name) == value)
    return await paginate(session, wanted, query=query, keys=[Application.id], row=lambda found: found)


async def find_application_of_year(
    session: AsyncSession, applicant_id: UUID, intake: int
) -> Application | None:
    """What somebody applies for in an intake, unless it was cancelled."""
    wanted = select(Application).where(
        Application.applicant_id == applicant_id,
        Application.intake == intake,
        Application.state != ApplicationState.CANCELLED,
    )
    return await session.scalar(wanted)


async def get_place(session: AsyncSession, opening_id: UUID, *, is_held: bool = False) -> Place:
    """The opening with its formation and the selection that fills it. Raises NotFound.

    Held, the selection ends only after whatever this transaction writes for it.
    """
    wanted = (
        select(Opening, Formation, Selection)
        .join(Formation, Formation.id == Opening.formation_id)
        .join(SelectionFormation, SelectionFormation.formation_id == Formation.id)
        .join(Selection, Selection.id == SelectionFormation.selection_id)
        .where(
            Opening.id == opening_id,
            Selection.announced_at.is_not(None),
            ~SelectionFormation.is_released,
        )
    )
    if is_held:
        wanted = wanted.with_for_update(of=Selection, read=True, key_share=True)
    found = (await session.execute(wanted)).one_or_none()
    if found is None:
        raise NotFound
    return Place(*found)


async def registration_of(session: AsyncSession, selection_id: UUID) -> Registration | None:
    """The days of registration, if the schedule has them."""
    of_stage = (Stage.selection_id == selection_id, Stage.code == StageCode.REGISTRATION)
    found = (await session.execute(select(Stage.starts_on, Stage.ends_on).where(*of_stage))).one_or_none()
    return None if found is None else Registration(*found)


def masks_of(principal: Principal, application: Application) -> frozenset[str]:
    """The fields of an application that the principal, who may see it, does not see."""
    resource = Resource(application.agency, application.applicant_id)
    decision = decide(principal, READ_APPLICATION, resource)
    return decision.masked if isinstance(decision, Allow) else FROM_AUDITORS
