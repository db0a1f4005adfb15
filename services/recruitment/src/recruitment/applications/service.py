"""Use cases about applications: draw up, change, submit, cancel."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.http import check_version
from abdi.i18n import Text
from abdi.notify import notify
from abdi.problems import Conflict, RuleBroken
from abdi.reasons import Reason
from recruitment.applicants.models import Applicant
from recruitment.applicants.queries import get_own_applicant
from recruitment.applications.models import Application
from recruitment.applications.notices import cancelled_notice, submitted_notice
from recruitment.applications.queries import (
    Place,
    Registration,
    find_application_of_year,
    get_application,
    get_place,
    registration_of,
)
from recruitment.applications.records import applying_of, wanted_by
from recruitment.applications.rules import (
    STEPS,
    ApplicationState,
    check_application,
    check_documents,
    check_test_location,
    check_visual_impairment,
)
from recruitment.applications.schemas import ApplicationCreate, ApplicationUpdate, Submission
from recruitment.applications.steps import must_allow
from recruitment.documents.queries import list_asked_codes, states_by_code
from recruitment.selections.standards import standard_of

_PERSON = ("name", "birth_date", "birth_place", "sex")


class RegistrationClosed(Conflict):
    """The selection takes no applications today."""

    code = "registration-closed"
    title = Text("Pendaftaran tidak sedang dibuka", "Registration is not open")


class SecondApplication(Conflict):
    """A person applies once a year; `application_id` is what there is."""

    code = "second-application"
    title = Text("Hanya satu lamaran dalam satu tahun", "One application a year")


async def draw_up_application(
    session: AsyncSession, principal: Principal, wanted: ApplicationCreate
) -> Application:
    """A draft for an opening, with the person as the account says.

    Raises NotFound, RegistrationClosed, SecondApplication.
    """
    # Locked: two drafts at one moment wait for each other.
    applicant = await get_own_applicant(session, principal, is_locked=True)
    place = await get_place(session, wanted.opening_id, is_held=True)
    await _must_be_open(session, place)
    earlier = await find_application_of_year(session, applicant.id, place.selection.intake)
    if earlier is not None:
        raise SecondApplication(
            Text(
                "Batalkan lamaran yang ada selama pendaftaran masih dibuka.",
                "Cancel the one that there is while registration is open.",
            ),
            application_id=earlier.id,
            selection_id=earlier.selection_id,
            current_state=earlier.state,
            allowed=sorted(STEPS[ApplicationState(earlier.state)]),
        )
    application = Application(
        id=new_id(),
        applicant_id=applicant.id,
        agency=place.selection.agency,
        intake=place.selection.intake,
        selection_id=place.selection.id,
        formation_id=place.formation.id,
        opening_id=place.opening.id,
        need=place.opening.need,
        state=ApplicationState.DRAFT.value,
        state_since=context_of(session).clock.now(),
        declarations={},
        reasons=[],
        **wanted.model_dump(exclude={"opening_id"}),
    )
    _copy_person(application, applicant)
    session.add(application)
    await session.flush()
    return application


async def change_application(
    session: AsyncSession,
    principal: Principal,
    *,
    application_id: UUID,
    update: ApplicationUpdate,
    seen_version: int,
) -> Application:
    """Change a draft. Raises NotFound, PreconditionFailed, ApplicationNotInState, RegistrationClosed."""
    application = await _own_to_change(
        session, principal, application_id, step="change", seen_version=seen_version
    )
    await _must_be_open(session, await get_place(session, application.opening_id))
    for name, value in update.changes.items():
        setattr(application, name, value)
    await session.flush()
    return application


async def submit_application(
    session: AsyncSession,
    principal: Principal,
    *,
    application_id: UUID,
    submission: Submission,
    seen_version: int,
) -> Application:
    """Hand it in: from now on the agency has it, with the person as the account says today.

    Raises NotFound, PreconditionFailed, ApplicationNotInState, RegistrationClosed, RuleBroken.
    """
    applicant = await get_own_applicant(session, principal, is_locked=True)
    application = await _own_to_change(
        session, principal, application_id, step="submission", seen_version=seen_version
    )
    place = await get_place(session, application.opening_id)
    open_until = (await _must_be_open(session, place)).ends_on
    _copy_person(application, applicant)
    application.declarations = {one.value: True for one in submission.declarations}
    await _must_meet_rules(session, application, place)
    application.state = ApplicationState.SUBMITTED.value
    application.submitted_at = application.state_since = context_of(session).clock.now()
    await session.flush()
    await notify(session, submitted_notice(application, place, until=open_until))
    return application


async def cancel_application(
    session: AsyncSession, principal: Principal, *, application_id: UUID, seen_version: int
) -> Application:
    """Take it back before registration ends; another one may then be drawn up.

    Raises NotFound, PreconditionFailed, ApplicationNotInState, RegistrationClosed.
    """
    application = await _own_to_change(
        session, principal, application_id, step="cancellation", seen_version=seen_version
    )
    place = await get_place(session, application.opening_id)
    await _must_be_open(session, place)
    application.state = ApplicationState.CANCELLED.value
    application.state_since = context_of(session).clock.now()
    await session.flush()
    if application.submitted_at is not None:
        await notify(session, cancelled_notice(application, place))
    return application


async def _own_to_change(
    session: AsyncSession, principal: Principal, application_id: UUID, *, step: str, seen_version: int
) -> Application:
    application = await get_application(session, principal, application_id, is_locked=True)
    check_version(application, seen_version)
    must_allow(application, step)
    return application


async def _must_be_open(session: AsyncSession, place: Place) -> Registration:
    selection = place.selection
    days = await registration_of(session, selection.id)
    today = _today(session, place)
    is_open = selection.state == "announced" and place.formation.state == "approved"
    if days is None or not (is_open and days.starts_on <= today <= days.ends_on):
        raise RegistrationClosed(
            current_state=selection.state,
            allowed=[],
            open_from=None if days is None else days.starts_on.isoformat(),
            open_until=None if days is None else days.ends_on.isoformat(),
            today=today.isoformat(),
        )
    return days


async def _must_meet_rules(session: AsyncSession, application: Application, place: Place) -> None:
    _, standard = await standard_of(session, version=place.selection.rule_set, intake=application.intake)
    outcomes: Sequence[Reason] = [
        *check_application(
            applying_of(application),
            wanted_by(place.formation, application.need),
            standard,
            applied_on=_today(session, place),
        ),
        check_test_location(
            application.test_location, {one["code"] for one in place.selection.test_locations}
        ),
        check_visual_impairment(
            has_visual_impairment=application.has_visual_impairment,
            has_disability=application.has_disability,
        ),
        check_documents(
            await list_asked_codes(session, application), await states_by_code(session, application.id)
        ),
    ]
    broken = [reason for reason in outcomes if not reason.passed]
    if broken:
        raise RuleBroken(reasons=broken)


def _copy_person(application: Application, applicant: Applicant) -> None:
    said: dict[str, Any] = {name: getattr(applicant, name) for name in _PERSON}
    for name, value in said.items():
        setattr(application, name, value)


def _today(session: AsyncSession, place: Place) -> date:
    """The day where the agency is: a registration ends at its midnight."""
    return context_of(session).clock.today(place.selection.time_zone)
