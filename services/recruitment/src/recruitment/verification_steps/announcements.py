"""The announcements of the administrative result, with the days of objections that belong to them."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.paging import ListQuery, Page, paginate
from recruitment.objections.rules import ObjectionStage, days_of
from recruitment.selections.models import Selection
from recruitment.selections.queries import get_selection_for
from recruitment.selections.rules.clock import ObjectionDays, check_reannouncement
from recruitment.selections.rules.standard import CpnsSelection
from recruitment.selections.standards import standard_of
from recruitment.verifications.manifests import result_of
from recruitment.verifications.models import AdministrativeAnnouncement
from recruitment.verifications.permissions import READ_VERIFICATION
from recruitment.verifications.queries import list_announcements, schedule_of
from recruitment.verifications.selection_schemas import AdministrativeAnnouncementRead


async def list_announced(
    session: AsyncSession, principal: Principal, selection_id: UUID, *, query: ListQuery
) -> Page[AdministrativeAnnouncementRead]:
    """A page of the announcements of a selection, the first one first; days by the schedule of today.

    Raises NotFound, StandardMissing.
    """
    selection = await get_selection_for(session, principal, READ_VERIFICATION, selection_id=selection_id)
    wanted = select(AdministrativeAnnouncement).where(AdministrativeAnnouncement.selection_id == selection_id)
    keys = [AdministrativeAnnouncement.number]
    page = await paginate(session, wanted, query=query, keys=keys, row=lambda one: one)
    if not page.data:
        return Page[AdministrativeAnnouncementRead](data=[], page=page.page)
    _, standard = await standard_of(session, intake=selection.intake, version=selection.rule_set)
    first = (await list_announcements(session, selection_id))[0]
    schedule = await schedule_of(session, selection_id)
    on = _day_of(first, selection)
    days = days_of(schedule, ObjectionStage.ADMINISTRATIVE, on, standard=standard)
    data = [_shown(one, selection, days=days, standard=standard) for one in page.data]
    return Page[AdministrativeAnnouncementRead](data=data, page=page.page)


def _shown(
    made: AdministrativeAnnouncement, selection: Selection, *, days: ObjectionDays, standard: CpnsSelection
) -> AdministrativeAnnouncementRead:
    if made.number == 1:
        return AdministrativeAnnouncementRead.model_validate(result_of(made, days))
    in_time = check_reannouncement(_day_of(made, selection), days, standard)
    warnings = [] if in_time.passed else [in_time]
    return AdministrativeAnnouncementRead.model_validate(result_of(made, None, warnings))


def _day_of(made: AdministrativeAnnouncement, selection: Selection) -> date:
    return made.announced_at.astimezone(ZoneInfo(selection.time_zone)).date()
