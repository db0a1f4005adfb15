"""Over random worlds: what is decided, what is listed and what the fence lets through are the same."""

from datetime import date
from typing import ClassVar

from abdi.directory import Columns
from abdi.testing.policy_suite import Objects, Place, PolicySuite, Rows
from training.needs.models import Need
from training.policy import READ_NEED

NEEDS = Columns(Need.agency, Need.employee_id)


def a_need(place: Place) -> Rows:
    return {
        Need: {
            "id": place.id,
            "version": 1,
            "employee_id": place.employee_id,
            "agency": place.agency,
            "kind": "latsar",
            "since": date(2026, 3, 2),
            "state": "open",
            "rule_set": "2022",
        }
    }


class TestPolicy(PolicySuite):
    objects: ClassVar = (Objects(Need, NEEDS, permissions=(READ_NEED,), rows=a_need),)
    unfenced: ClassVar = frozenset({"programme"})  # the catalogue is for everybody and names nobody
