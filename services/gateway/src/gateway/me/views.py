"""What we read of the services' answers about the caller, and show."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from pydantic import Field

from gateway.composition.schemas import View, example

NAMED: Final = "null: works for another agency, or not known now (see `meta.missing`)"
ROLE: Final[dict[str, Any]] = {
    "id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a42",
    "agency": "5671",
    "role": "unit_officer",
    "unit_id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a41",
    "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
    "in_force": True,
    "purpose": None,
}
DELEGATION: Final[dict[str, Any]] = {
    "id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a50",
    "agency": "5671",
    "kind": "delegation",
    "from_employee_id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a46",
    "from_employee_name": "Budi Santoso",
    "to_employee_id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a40",
    "to_employee_name": "Siti Aminah",
    "actions": ["performance.plan.agree"],
    "starts_on": "2026-03-02",
    "ends_on": "2026-03-13",
    "in_force": True,
}
ABILITY: Final[dict[str, Any]] = {
    "permission": "performance.evaluation.read",
    "reach": [
        {
            "reach": "own",
            "role": "employee",
            "agency": "5671",
            "unit_id": None,
            "of": None,
            "until": None,
            "masked": [],
        }
    ],
}
ELIGIBILITY: Final[dict[str, Any]] = {
    "is_eligible": False,
    "next_rank": "III/c",
    "effective_on": "2026-04-01",
    "turns_on": "2026-10-01",
    "failed_rules": ["time_in_rank"],
}


class RoleView(View):
    """A role; both days belong to it, and without a last day it goes on."""

    model_config = example(ROLE)

    id: UUID
    agency: str
    role: str
    unit_id: UUID | None = None
    starts_on: date
    ends_on: date | None = None
    in_force: bool
    purpose: str | None = None


class DelegationView(View):
    """Somebody stands in for a superior; both days belong to it."""

    model_config = example(DELEGATION)

    id: UUID
    agency: str
    kind: str
    from_employee_id: UUID
    from_employee_name: str | None = Field(default=None, description=NAMED)
    to_employee_id: UUID
    to_employee_name: str | None = Field(default=None, description=NAMED)
    actions: list[str] | None = Field(default=None, description="null: all that belong to a superior")
    starts_on: date
    ends_on: date
    in_force: bool


class Delegations(View):
    """The caller's authority in the hands of others, and that of others in the caller's."""

    model_config = example({"given": [], "received": [DELEGATION]})

    given: list[DelegationView]
    received: list[DelegationView]


class ReachView(View):
    """One ground on which the caller may do something: the role, how far, and where."""

    model_config = example(ABILITY["reach"][0])

    reach: str
    role: str
    agency: str | None = None
    unit_id: UUID | None = None
    of: UUID | None = Field(default=None, description="whose authority, for somebody who stands in")
    until: date | None = Field(default=None, description="the last day; null: no end is set")
    masked: tuple[str, ...] = ()


class AbilityView(View):
    """A permission that the caller holds."""

    model_config = example(ABILITY)

    permission: str
    reach: list[ReachView]


class EligibilityView(View):
    """Whether the caller may rise in rank; the profile has the reasons."""

    model_config = example(ELIGIBILITY)

    is_eligible: bool
    next_rank: str | None = None
    effective_on: date
    turns_on: date | None = None
    failed_rules: list[str]
