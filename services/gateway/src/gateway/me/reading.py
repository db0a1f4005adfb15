"""The sections about the caller: which questions each asks, and what it makes of the answers."""

import asyncio
from functools import partial
from typing import Any, Final
from uuid import UUID

from abdi.tokens import Principal
from gateway.composition.asking import Caller, PartMissing, ask
from gateway.composition.cards import Cards, read_cards
from gateway.composition.composing import Mixed, Section
from gateway.composition.schemas import View
from gateway.me.schemas import LatestPlan, OpenNeeds, TokenFacts
from gateway.me.views import AbilityView, Delegations, DelegationView, EligibilityView, RoleView
from gateway.profiles.further_views import NeedView
from gateway.profiles.reading import read_employee
from gateway.profiles.views import PlanView

SERVICES: Final = ("personnel", "performance", "promotion", "training", "recruitment")
# Lists come oldest first; nobody has more roles, delegations, plans or open needs than one page holds.
ALL: Final = "limit=200"


class Roles(View):
    """A page of roles."""

    data: list[RoleView]


class DelegationPage(View):
    """A page of delegations."""

    data: list[DelegationView]


class Plans(View):
    """A page of plans."""

    data: list[PlanView]


class Needs(View):
    """A page of needs."""

    data: list[NeedView]


class Abilities(View):
    """What the caller may do in one service."""

    data: list[AbilityView]


def sections_about(principal: Principal) -> dict[str, Section]:
    """What can be said about this principal; a service or an agency's system is no employee."""
    sections: dict[str, Section] = {"token": partial(_token, principal), "permissions": _permissions}
    person = principal.employee_id
    if person is not None:
        sections |= {
            "employee": partial(_employee, person),
            "roles": partial(_roles, person),
            "delegations": partial(_delegations, person),
            "plan": partial(_plan, person),
            "training_needs": partial(_needs, person),
            "eligibility": partial(_eligibility, person),
        }
    return sections


async def _token(principal: Principal, _: Caller, /) -> TokenFacts:
    return TokenFacts(
        subject=principal.subject,
        kind=principal.kind,
        agency=principal.agency,
        employee_id=principal.employee_id,
        scopes=sorted(principal.scopes),
    )


async def _permissions(caller: Caller, /) -> Mixed:
    asked = [ask(caller, service, "/v1/abilities", view=Abilities) for service in SERVICES]
    ended = await asyncio.gather(*asked, return_exceptions=True)
    held: dict[str, Any] = {}
    missing = []
    for service, end in zip(SERVICES, ended, strict=True):
        if isinstance(end, PartMissing):
            held[service] = None
            missing.append(end)
        elif isinstance(end, BaseException):
            raise end
        else:
            held[service] = end.data
    return Mixed(held, tuple(missing))


async def _employee(person: UUID, caller: Caller, /) -> Mixed:
    return await read_employee(caller, person)


async def _roles(person: UUID, caller: Caller, /) -> list[RoleView]:
    return (await ask(caller, "personnel", f"/v1/roles?employee_id={person}&{ALL}", view=Roles)).data


async def _delegations(person: UUID, caller: Caller, /) -> Mixed:
    target = f"/v1/delegations?employee_id={person}&{ALL}"
    found = (await ask(caller, "personnel", target, view=DelegationPage)).data
    cards = await read_cards(
        caller, (who for one in found for who in (one.from_employee_id, one.to_employee_id))
    )
    named = [_named(one, cards) for one in found]
    delegations = Delegations(
        given=[one for one in named if one.from_employee_id == person],
        received=[one for one in named if one.to_employee_id == person],
    )
    return Mixed(delegations, cards.missing, part="names")


def _named(one: DelegationView, cards: Cards) -> DelegationView:
    giver, taker = cards.of(one.from_employee_id), cards.of(one.to_employee_id)
    return one.model_copy(
        update={
            "from_employee_name": giver and giver.name,
            "to_employee_name": taker and taker.name,
        }
    )


async def _plan(person: UUID, caller: Caller, /) -> LatestPlan:
    plans = await ask(caller, "performance", f"/v1/plans?employee_id={person}&{ALL}", view=Plans)
    return LatestPlan(plan=max(plans.data, key=lambda plan: (plan.starts_on, plan.id), default=None))


async def _needs(person: UUID, caller: Caller, /) -> OpenNeeds:
    target = f"/v1/training-needs?employee_id={person}&state=open&{ALL}"
    return OpenNeeds(open=(await ask(caller, "training", target, view=Needs)).data)


async def _eligibility(person: UUID, caller: Caller, /) -> EligibilityView:
    return await ask(caller, "promotion", f"/v1/eligibilities/{person}", view=EligibilityView)
