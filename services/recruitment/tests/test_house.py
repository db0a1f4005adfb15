"""What every service promises."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from services.recruitment.tests.authority.open_tables import TELLING, UNFENCED

from abdi.testing.suites import ConsumerSuite, Sample, ServiceSuite


class TestHouse(ServiceSuite):
    """Routes, errors, tables."""

    in_production: ClassVar[Mapping[str, Any]] = {"public_address": "https://api.example.go.id"}
    open_tables: ClassVar[Mapping[str, str]] = {name: UNFENCED[name] for name in TELLING}
    # A file takes the place of the one before, whichever that was.
    without_if_match: ClassVar[frozenset[str]] = frozenset(
        {"/v1/applications/{application_id}/documents/{code}/file"}
    )


class TestConsumers(ConsumerSuite):
    """Redelivery and poison."""

    @pytest.fixture
    def samples(self, candidate: dict[str, Any]) -> list[Sample]:
        answer = {
            "candidate_id": candidate["id"],
            "revision": 1,
            "employee_id": str(uuid4()),
            "registered_on": "2026-03-02",
        }
        return [
            Sample("personnel.candidate.registered", answer, aggregate_id=UUID(candidate["id"])),
            *of_organisation(),
        ]


def of_organisation() -> list[Sample]:
    """What the registry tells of a unit, a post in it, and who holds the post."""
    unit_id, position_id, holder_id = uuid4(), uuid4(), uuid4()
    unit = {"unit_id": str(unit_id), "name": "SD Negeri 1", "parent_id": None}
    kind = {"title": "Guru Ahli Pertama", "kind": "fungsional", "level": "PT"}
    position = kind | {"position_id": str(position_id), "unit_id": str(unit_id), "holder_id": str(holder_id)}
    state = {
        "employee_id": str(holder_id),
        "agency": "5671",
        "status": "active",
        "birth_date": "1970-05-01",
        "position": kind | {"position_id": str(position_id), "unit_id": str(unit_id)},
        "superior_id": None,
    }
    employee = {"employee_id": str(holder_id), "state": state}
    return [
        Sample("personnel.unit.created", unit, aggregate_id=unit_id),
        Sample("personnel.position.filled", position, aggregate_id=position_id),
        Sample("personnel.employee.registered", employee, aggregate_id=holder_id),
    ]
