"""Who may see which eligibility."""

from datetime import date
from typing import ClassVar

from abdi.testing.policy_suite import Objects, Place, PolicySuite, Rows
from promotion.careers.models import Career, CareerPredicate
from promotion.eligibilities.models import Eligibility
from promotion.policy import ELIGIBILITIES, READ_ELIGIBILITY


def an_eligibility(place: Place) -> Rows:
    whose = {"employee_id": place.employee_id, "agency": place.agency}
    return {
        Career: {
            **whose,
            "employment_type": "PNS",
            "status": "active",
            "appointed_on": date(2015, 3, 1),
            "sanctions": [],
        },
        CareerPredicate: {
            "employee_id": place.employee_id,
            "year": 2025,
            "evaluation_id": place.id,
            "predicate": "good",
            "rule_set": "2022",
        },
        Eligibility: {
            **whose,
            "version": 1,
            "is_eligible": False,
            "effective_on": date(2026, 4, 1),
            "failed_rules": [],
            "reasons": [],
            "inputs": {},
            "rule_sets": {},
            "assessed_on": date(2026, 3, 2),
        },
    }


class TestPolicy(PolicySuite):
    objects: ClassVar = (
        Objects(Eligibility, ELIGIBILITIES, permissions=(READ_ELIGIBILITY,), rows=an_eligibility),
    )
