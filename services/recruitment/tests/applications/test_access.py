"""Every route of applicants and applications, called by everybody who must be refused."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from abdi.audit.reads import ReadEntry, enter_reads
from abdi.clock import FixedClock, new_id
from abdi.notify import StoredNotice
from abdi.testing.access_suite import HOME, AccessSuite, Target
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient, applicant, officer
from abdi.tokens import Principal
from recruitment.applicants.models import SignInCode

Account = Callable[..., Awaitable[ServiceClient]]
DrawnUp = Callable[..., Awaitable[dict[str, Any]]]

SCAN = (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", "application/pdf")
CODE = "12345678"
OATHS = [
    "no_imprisonment",
    "no_dismissal",
    "not_in_service",
    "no_party",
    "healthy",
    "any_placement",
    "truthful",
]
OFFICER = officer(HOME)


@dataclass
class People:
    """Makes people who apply, each with an application in some state."""

    account: Account
    drawn_up: DrawnUp
    submitted: DrawnUp

    async def with_draft(self) -> tuple[Principal, dict[str, Any]]:
        """Somebody with a draft."""
        by, client = await self.somebody()
        return by, await self.drawn_up(client)

    async def with_application(self) -> tuple[Principal, dict[str, Any]]:
        """Somebody whose application the agency has."""
        by, client = await self.somebody()
        return by, await self.submitted(client)

    async def somebody(self) -> tuple[Principal, ServiceClient]:
        """Somebody with an account."""
        own = new_id()
        return applicant(own), await self.account(own)


async def of_steps(people: People, openings: dict[str, UUID]) -> list[Target]:
    """Targets that change something, each with an application of its own."""
    newcomer, _ = await people.somebody()
    body = {
        "opening_id": str(openings["general"]),
        "education_level": "S1",
        "education_code": "5100001",
        "institution": "Universitas Contoh",
        "graduated_on": "2023-08-20",
    }
    made = [Target(operation="draw_up_application", by=newcomer, body=body)]
    bodies: dict[str, Any] = {"change_application": {"gpa": "3.5"}, "cancel_application": None}
    for operation, asked in bodies.items():
        by, draft = await people.with_draft()
        made.append(
            Target(operation=operation, by=by, path={"application_id": draft["id"]}, version=1, body=asked)
        )
    return made


async def of_documents(people: People, client: ServiceClient) -> list[Target]:
    """Targets about documents, and a submission, which needs one."""
    by, draft = await people.with_draft()
    own: dict[str, Any] = {"path": {"application_id": draft["id"], "code": "diploma"}, "by": by}
    own |= {"absent": {"code": "anything"}, "employee_id": by.applicant_id}
    made = [Target(operation="hand_in_document", content=SCAN, **own)]
    scan, media_type = SCAN
    for operation in ("submit_application", "take_back_document"):
        by, draft = await people.with_draft()
        path = {"application_id": draft["id"], "code": "diploma"}
        place = f"/v1/applications/{draft['id']}/documents/diploma/file"
        headers = {"Content-Type": media_type}
        assert (await client.as_(by).put(place, content=scan, headers=headers)).is_success
        facts: dict[str, Any] = {"version": 1, "body": {"declarations": OATHS}}
        is_submission = operation == "submit_application"
        if is_submission:
            path.pop("code")
        absent = {"code": "anything"}
        made.append(
            Target(operation=operation, by=by, path=path, absent=absent, **(facts if is_submission else {}))
        )
    return made


async def of_reading(people: People) -> list[Target]:
    """Targets that read one application, by staff."""
    person, one = await people.with_application()
    path = {"application_id": one["id"]}
    return [
        Target(operation="get_application", by=OFFICER, path=path, employee_id=person.applicant_id),
        Target(operation="list_applications", by=OFFICER, shows=one["id"]),
        Target(operation="get_application_timeline", by=person, path=path),
        Target(operation="list_application_documents", by=OFFICER, path=path),
        Target(
            operation="get_application_document",
            by=OFFICER,
            path=path | {"code": "diploma"},
            absent={"code": "anything"},
        ),
    ]


async def of_account(people: People, app: FastAPI, unit: Unit, *, at: datetime) -> list[Target]:
    """Targets about the own account and inbox."""
    person, one = await people.with_application()
    looked = str(new_id())
    entry = ReadEntry(
        at=at, actor=looked, action="application.read", subjects=[UUID(one["applicant_id"])], request_id="r-1"
    )
    free, _ = await people.somebody()
    vault, code_id = app.state.applicant_vault, new_id()
    code = SignInCode(
        id=code_id,
        purpose="address",
        address_index=vault.address_digest("baru@contoh.id"),
        applicant_id=free.applicant_id,
        details_sealed=vault.seal_details(code_id, {"address": "baru@contoh.id"}),
        digest=vault.code_digest(code_id, CODE),
        made_at=at,
        expires_at=at + timedelta(minutes=10),
        attempts=0,
    )
    async with unit() as session:
        session.add(code)
        await enter_reads(session, [entry])
        told = select(StoredNotice.id).where(StoredNotice.recipient_id == UUID(one["applicant_id"]))
        notice_id = str((await session.scalars(told)).one())
    moving = {"address": "lain@contoh.id"}
    return [
        Target(operation="get_own_account", by=person, shows=one["applicant_id"]),
        Target(operation="list_own_reads", by=person, shows=looked),
        Target(operation="change_own_account", by=free, version=1, body={"name": "Siti Baru"}),
        Target(operation="start_address_change", by=person, body=moving),
        Target(operation="confirm_address_change", by=free, body={"code": CODE}),
        Target(operation="list_notices", by=person, shows=notice_id),
        Target(operation="mark_notice_read", by=person, path={"notice_id": notice_id}),
        Target(operation="mark_notices_read", by=person),
    ]


@pytest.fixture
def settings_overrides(settings_overrides: dict[str, Any]) -> dict[str, Any]:
    """No mail leaves meanwhile: every change of a table must be the work of a request."""
    return settings_overrides | {"run_mail": False, "run_files": False}


@pytest.fixture
def people(account: Account, drawn_up: DrawnUp, submitted: DrawnUp) -> People:
    """Makes people who apply."""
    return People(account, drawn_up, submitted)


@pytest.fixture
async def own_targets(people: People, app: FastAPI, unit: Unit, clock: FixedClock) -> Sequence[Target]:
    """Targets about accounts."""
    return await of_account(people, app, unit, at=clock.now())


class TestAccess(AccessSuite):
    part: ClassVar[tuple[str, ...]] = ("recruitment.application.", "recruitment.account.")

    @pytest.fixture
    async def targets(
        self,
        client: ServiceClient,
        openings: dict[str, UUID],
        people: People,
        own_targets: Sequence[Target],
    ) -> Sequence[Target]:
        return [
            *await of_reading(people),
            *await of_steps(people, openings),
            *await of_documents(people, client),
            *own_targets,
        ]
