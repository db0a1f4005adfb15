"""The policy of candidates is one text inside a fence."""

from datetime import date
from uuid import UUID

from abdi.testing.policy_suite import Objects, Place, PolicySuite, Rows
from recruitment.candidates.models import Candidate
from recruitment.policy import COLUMNS, READ_CANDIDATE, RECORD_CANDIDATE


def a_candidate(place: Place) -> Rows:
    facts = {
        "id": place.id,
        "agency": place.agency,
        "nip": f"{place.number:018d}",
        "nik_sealed": b"sealed",
        "nik_index": place.id.bytes,
        "name": "Budi",
        "birth_date": date(1999, 8, 5),
        "sex": "male",
        "education_level": "S1",
        "graduated_on": date(2022, 8, 20),
        "employment_type": "CPNS",
        "position_id": UUID(int=1),
        "rank": "III/a",
        "effective_on": date(2026, 3, 1),
        "decree_number": "1",
        "decree_on": date(2026, 2, 20),
        "selection_reference": "CPNS 2025",
        "revision": 1,
        "state": "registered",
        "employee_id": place.employee_id,
        "reasons": [],
        "version": 1,
    }
    return {Candidate: facts}


class TestPolicy(PolicySuite):
    objects = (Objects(Candidate, COLUMNS, permissions=(READ_CANDIDATE, RECORD_CANDIDATE), rows=a_candidate),)
