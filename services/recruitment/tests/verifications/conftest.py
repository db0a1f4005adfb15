"""A selection under administrative selection, with applications that wait to be verified."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from services.recruitment.tests.verifications.following import finished
from sqlalchemy import select

from abdi.clock import FixedClock, new_id
from abdi.files import StoredFile
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient, committee_member, decision_maker, officer
from recruitment.applications.models import Application
from recruitment.documents.models import ApplicationDocument
from recruitment.formations.models import Formation, Opening
from recruitment.selections.models import RequiredDocument, Selection, SelectionFormation, Stage

HOME = "5671"
DURING = datetime(2024, 9, 12, 2, 0, tzinfo=UTC)
ON_RESULT_DAY = datetime(2024, 9, 18, 2, 0, tzinfo=UTC)
APPLIED_AT = datetime(2024, 9, 1, 2, 0, tzinfo=UTC)
DAYS = {
    "registration": ("2024-08-20", "2024-09-10"),
    "administrative": ("2024-08-20", "2024-09-17"),
    "administrative_result": ("2024-09-18", "2024-09-19"),
    "administrative_objection": ("2024-09-20", "2024-09-22"),
    "administrative_answers": ("2024-09-20", "2024-09-24"),
    "administrative_reannouncement": ("2024-09-23", "2024-09-29"),
}

World = dict[str, Any]
Applying = Callable[..., Awaitable[list[Application]]]
Judge = Callable[..., Awaitable[Any]]


@pytest.fixture
def clock() -> FixedClock:
    """During the administrative selection."""
    return FixedClock(DURING)


@pytest.fixture
def selecting(unit: Unit) -> Callable[..., Awaitable[Selection]]:
    """A selection of Palembang with its stages and required documents; keywords change it."""

    async def make(*, days: dict[str, tuple[str, str]] = DAYS, **facts: Any) -> Selection:
        selection = Selection(
            id=new_id(), **(_SELECTION | {"announcement_number": f"800/{uuid4().hex[:8]}"} | facts)
        )
        stages = [
            Stage(
                selection_id=selection.id,
                code=code,
                starts_on=date.fromisoformat(first),
                ends_on=date.fromisoformat(last),
            )
            for code, (first, last) in days.items()
        ]
        diploma = {"name_id": "Ijazah", "name_en": "Diploma", "is_required": True}
        async with unit() as session:
            session.add(selection)
            await session.flush()
            session.add_all(stages)
            session.add(RequiredDocument(selection_id=selection.id, code="diploma", **diploma))
            session.add(
                RequiredDocument(
                    selection_id=selection.id,
                    code="disability_letter",
                    name_id="Surat dokter",
                    name_en="Letter of a doctor",
                    need="disability",
                    is_required=True,
                )
            )
        return selection

    return make


@pytest.fixture
async def selection(selecting: Callable[..., Awaitable[Selection]]) -> Selection:
    """A selection with one verifier for each application."""
    return await selecting()


@pytest.fixture
async def selection_of_two(selecting: Callable[..., Awaitable[Selection]]) -> Selection:
    """A selection with two verifiers for each application."""
    return await selecting(verifiers=2)


@pytest.fixture
def applying(unit: Unit) -> Applying:
    """`await applying(selection, 3)`: submitted applications with their documents, for one more formation."""

    async def make(
        selection: Selection, count: int = 1, *, documents: tuple[str, ...] = ("diploma",), **facts: Any
    ) -> list[Application]:
        formation, opening = _formation(selection, facts)
        made = [_application(selection, opening, number, facts) for number in range(count)]
        async with unit() as session:
            session.add(formation)
            await session.flush()
            session.add_all(
                [opening, SelectionFormation(formation_id=formation.id, selection_id=selection.id)]
            )
            await session.flush()
            session.add_all(made)
            await session.flush()
            for application in made:
                for code in documents:
                    file = _file(application)
                    session.add(file)
                    session.add(
                        ApplicationDocument(
                            application_id=application.id, code=code, file_id=file.id, given_at=APPLIED_AT
                        )
                    )
        return made

    return make


@pytest.fixture
def one(client: ServiceClient) -> ServiceClient:
    """A verifier."""
    return client.as_(committee_member(HOME, subject="verifier-one"))


@pytest.fixture
def two(client: ServiceClient) -> ServiceClient:
    """Another verifier."""
    return client.as_(committee_member(HOME, subject="verifier-two"))


@pytest.fixture
def three(client: ServiceClient) -> ServiceClient:
    """A third verifier."""
    return client.as_(committee_member(HOME, subject="verifier-three"))


@pytest.fixture
def agency(client: ServiceClient) -> ServiceClient:
    """An officer of the agency."""
    return client.as_(officer(HOME))


@pytest.fixture
def decider(client: ServiceClient) -> ServiceClient:
    """Who announces."""
    return client.as_(decision_maker(HOME))


@pytest.fixture
def cases_of(agency: ServiceClient) -> Callable[[Selection], Awaitable[dict[str, World]]]:
    """Runs the pre-check; the cases by application."""

    async def check(selection: Selection) -> dict[str, World]:
        await finished(agency, await agency.post(f"/v1/selections/{selection.id}/pre-check"))
        listed = await agency.get("/v1/verifications", params={"selection_id": str(selection.id)})
        assert listed.status_code == 200, listed.text
        return {case["application_id"]: case for case in listed.json()["data"]}

    return check


@pytest.fixture
def judge() -> Judge:
    """`await judge(one, case_id)` finds everything fulfilled; with a reason the diploma is not."""

    async def give(
        by: ServiceClient, case_id: str, *, reason: str | None = None, note: str | None = None
    ) -> Any:
        finding = {"requirement": "requirement.document.diploma", "is_fulfilled": reason is None}
        if reason is not None:
            finding |= {"reason": reason, "words": "halaman kedua buram"}
        body = {"requirements": [finding], "note": note}
        return await by.post(f"/v1/verifications/{case_id}/verdict", json=body)

    return give


@pytest.fixture
def state_of(unit: Unit) -> Callable[[UUID], Awaitable[Application]]:
    """The application as it stands."""

    async def look(application_id: UUID) -> Application:
        async with unit() as session:
            found = await session.scalar(select(Application).where(Application.id == application_id))
        assert found is not None
        return found

    return look


_SELECTION: World = {
    "agency": HOME,
    "agency_kind": "regional",
    "agency_name": "Pemerintah Kota Palembang",
    "time_zone": "Asia/Jakarta",
    "intake": 2024,
    "kind": "CPNS",
    "name": "CPNS 2024",
    "state": "announced",
    "verifiers": 1,
    "rule_set": "2024",
    "announced_at": datetime(2024, 8, 19, tzinfo=UTC),
    "schedule_version": 1,
}


def _formation(selection: Selection, facts: World) -> tuple[Formation, Opening]:
    formation = Formation(
        id=new_id(),
        agency=selection.agency,
        intake=selection.intake,
        unit_id=uuid4(),
        position_id=uuid4(),
        position_name="Analis Kebijakan Ahli Pertama",
        education_level="S1",
        education_codes=["5101067"],
        placement_code="16.71",
        placement_name="Palembang",
        gpa_minimum=facts.pop("gpa_minimum", None),
        age_maximum=facts.pop("age_maximum", None),
        state="approved",
        state_since=APPLIED_AT,
    )
    need = facts.get("need", "general")
    return formation, Opening(id=new_id(), formation_id=formation.id, need=need, count=2)


def _application(selection: Selection, opening: Opening, number: int, facts: World) -> Application:
    given: World = {
        "applicant_id": new_id(),
        "agency": selection.agency,
        "intake": selection.intake,
        "selection_id": selection.id,
        "formation_id": opening.formation_id,
        "opening_id": opening.id,
        "need": "general",
        "state": "submitted",
        "state_since": APPLIED_AT,
        "name": f"Pelamar Contoh {number}",
        "birth_date": date(1999, 1, 1),
        "birth_place": "Palembang",
        "sex": "female",
        "has_disability": False,
        "is_local": False,
        "education_level": "S1",
        "education_code": "5101067",
        "institution": "Universitas Contoh",
        "graduated_on": date(2022, 8, 20),
        "gpa": Decimal("3.50"),
        "declarations": {},
        "submitted_at": APPLIED_AT,
        "reasons": [],
    }
    return Application(id=new_id(), **(given | facts))


def _file(application: Application) -> StoredFile:
    return StoredFile(
        id=new_id(),
        agency=application.agency,
        owner_id=application.applicant_id,
        key=uuid4().hex,
        name="ijazah.pdf",
        media_type="application/pdf",
        size=1000,
        sha256="0" * 64,
        state="clean",
        is_stored=True,
        attempts=0,
        next_try_at=APPLIED_AT,
    )
