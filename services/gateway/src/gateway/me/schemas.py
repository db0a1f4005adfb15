"""What the answer about the caller looks like."""

from typing import Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from gateway.composition.schemas import WHOLE, Meta, View, example
from gateway.me.views import (
    ABILITY,
    DELEGATION,
    ELIGIBILITY,
    ROLE,
    AbilityView,
    Delegations,
    EligibilityView,
    RoleView,
)
from gateway.profiles.further_views import NEED, NeedView
from gateway.profiles.views import EMPLOYEE, EMPLOYEE_ID, PLAN, EmployeeSection, PlanView

TOKEN: Final[dict[str, Any]] = {
    "subject": "demo:siti",
    "kind": "person",
    "agency": "5671",
    "employee_id": EMPLOYEE_ID,
    "scopes": [],
}
ME: Final[dict[str, Any]] = {
    "token": TOKEN,
    "permissions": {
        "personnel": [],
        "performance": [ABILITY],
        "promotion": [],
        "training": [],
        "recruitment": [],
    },
    "employee": EMPLOYEE,
    "roles": [ROLE],
    "delegations": {"given": [], "received": [DELEGATION]},
    "plan": {"plan": PLAN},
    "training_needs": {"open": [NEED]},
    "eligibility": ELIGIBILITY,
}


class TokenFacts(View):
    """What the access token says. A person's roles are the registry's word and stand in `roles`."""

    model_config = example(TOKEN)

    subject: str
    kind: Literal["person", "service", "agency_system"]
    agency: str | None
    employee_id: UUID | None
    scopes: list[str]


class LatestPlan(View):
    """The caller's latest plan; null: there is none."""

    model_config = example({"plan": PLAN})

    plan: PlanView | None


class OpenNeeds(View):
    """The caller's needs that no course has answered."""

    model_config = example({"open": [NEED]})

    open: list[NeedView]


class MeSections(BaseModel):
    """About the caller. Null: missing, see `meta.missing`; absent: the caller is no employee."""

    model_config = example(ME)

    token: TokenFacts
    permissions: dict[str, list[AbilityView] | None] | None = Field(
        default=None, description="by service; null: missing"
    )
    employee: EmployeeSection | None = None
    roles: list[RoleView] | None = None
    delegations: Delegations | None = None
    plan: LatestPlan | None = None
    training_needs: OpenNeeds | None = None
    eligibility: EligibilityView | None = None


class MeRead(BaseModel):
    """Who the caller is, and how complete the answer is."""

    model_config = example({"data": ME, "meta": WHOLE})

    data: MeSections
    meta: Meta
