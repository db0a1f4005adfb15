"""The policy of applications is one text inside a fence."""

from datetime import date
from typing import Any

from abdi.clock import SystemClock
from abdi.testing.databases import TestDatabase, connected
from abdi.testing.policy_suite import Objects, Place, PolicySuite, Rows
from abdi.testing.service import ServiceUnderTest
from recruitment.applications.models import Application
from recruitment.formations.models import Formation, Opening
from recruitment.policy import APPLICATIONS, READ_APPLICATION, SUBMIT_APPLICATION
from recruitment.selections.models import Selection

PERSONAL = {"applicant", "sign_in_code", "application", "application_document", "notice", "stored_file"}
FENCED = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"

DECLARED: dict[str, Any] = {
    "name": "Siti",
    "birth_date": date(2001, 10, 20),
    "birth_place": "Pontianak",
    "sex": "female",
    "has_disability": False,
    "is_local": False,
    "education_level": "S1",
    "education_code": "A",
    "institution": "Universitas Contoh",
    "graduated_on": date(2023, 8, 20),
}

SELECTING: dict[str, Any] = {
    "agency_kind": "regional",
    "agency_name": "Kota",
    "time_zone": "Asia/Jakarta",
    "kind": "CPNS",
}


def an_application(place: Place) -> Rows:
    """A submitted application with what it is for."""
    now = SystemClock().now()
    own: dict[str, Any] = {"id": place.id, "agency": place.agency, "intake": 2024, "version": 1}
    formation = own | {
        "unit_id": place.id,
        "position_id": place.id,
        "position_name": "Guru",
        "education_level": "S1",
        "education_codes": ["A"],
        "placement_code": "1",
        "placement_name": "SMP Negeri 1",
        "state": "approved",
        "state_since": now,
        "reasons": [],
    }
    selection = (
        own
        | SELECTING
        | {
            "name": "CPNS",
            "state": "draft",
            "verifiers": 1,
            "schedule_version": 1,
        }
    )
    application = (
        own
        | DECLARED
        | {
            "applicant_id": place.employee_id,
            "selection_id": place.id,
            "formation_id": place.id,
            "opening_id": place.id,
            "need": "general",
            "state": "submitted",
            "state_since": now,
            "declarations": {},
            "submitted_at": now,
            "reasons": [],
        }
    )
    opening = {"id": place.id, "formation_id": place.id, "need": "general", "count": 1}
    return {Formation: formation, Opening: opening, Selection: selection, Application: application}


class TestPolicy(PolicySuite):
    objects = (
        Objects(
            Application,
            APPLICATIONS,
            permissions=(READ_APPLICATION, SUBMIT_APPLICATION),
            rows=an_application,
        ),
    )
    unfenced = frozenset({"formation", "opening", "selection"})
    number_of_worlds = 20

    async def test_every_table_of_the_service_is_fenced_or_says_why_not(
        self, service: ServiceUnderTest, service_database: TestDatabase
    ) -> None:
        async with connected(service_database.admin_url) as connection:
            found = {row["relname"] for row in await connection.fetch(FENCED)}
        assert found >= PERSONAL, service.name
