"""The registry's policy is one text inside a fence, in many worlds."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from abdi.testing.policy_suite import Objects, Place, PolicySuite, Rows
from personnel import policy
from personnel.employees.queries import COLUMNS as EMPLOYEES
from personnel.positions.queries import COLUMNS as POSITIONS
from personnel.tables import Agency, Employee, Position, RankRecord, Unit
from personnel.units.queries import COLUMNS as UNITS


def whose(place: Place) -> Rows:
    return {
        Agency: {
            "id": UUID(int=int(place.agency)),
            "code": place.agency,
            "name": "Kota",
            "kind": "city",
            "time_zone": "Asia/Jakarta",
        }
    }


def an_employee(place: Place) -> Rows:
    person: dict[str, Any] = {
        "id": place.employee_id,
        "agency_code": place.agency,
        "nip": f"{place.number:018}",
        "nik_sealed": b"\0",
        "nik_index": place.id.bytes,
        "name": "Siti",
        "birth_date": date(1990, 8, 5),
        "sex": "female",
        "employment_type": "PNS",
        "appointed_on": date(2015, 5, 1),
        "status": "active",
        "version": 1,
    }
    rank: dict[str, Any] = {
        "id": place.id,
        "employee_id": place.employee_id,
        "rank": "III/a",
        "change": "appointment",
        "valid_from": date(2015, 5, 1),
        "recorded_at": datetime(2026, 1, 1, tzinfo=UTC),
        "recorded_by": "test",
    }
    return {**whose(place), Employee: person, RankRecord: rank}


def a_unit(place: Place) -> Rows:
    unit: dict[str, Any] = {
        "id": place.id,
        "agency_code": place.agency,
        "code": f"U{place.number}",
        "name": "Bidang",
        "kind": "bidang",
        "valid_from": date(2010, 1, 1),
        "version": 1,
    }
    return {**whose(place), Unit: unit}


def a_position(place: Place) -> Rows:
    position: dict[str, Any] = {
        "id": place.id,
        "agency_code": place.agency,
        "code": f"P{place.number}",
        "unit_id": place.id,
        "title": "Penelaah",
        "kind": "pelaksana",
        "is_head": False,
        "empty_since": date(2020, 1, 1),
        "version": 1,
    }
    return {**a_unit(place), Position: position}


class TestPolicyProof(PolicySuite):
    """Reading, searching and changing people and the organisation, history by history behind the fence."""

    objects = (
        Objects(
            Employee,
            EMPLOYEES,
            permissions=(
                policy.READ_EMPLOYEES,
                policy.READ_CARDS,
                policy.SEARCH_EMPLOYEES,
                policy.WRITE_EMPLOYEES,
                policy.ENTER_EDUCATIONS,
                policy.DISCLOSE_NIK,
            ),
            rows=an_employee,
        ),
        Objects(Unit, UNITS, permissions=(policy.READ_ORGANISATION, policy.WRITE_ORGANISATION), rows=a_unit),
        Objects(Position, POSITIONS, permissions=(policy.READ_ORGANISATION,), rows=a_position),
    )
    unfenced = frozenset({"agency", "standing_change"})
