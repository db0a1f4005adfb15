"""Every route of performance, called by everybody who must be refused."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from abdi.testing.access_suite import HOME, AccessSuite, Target
from abdi.testing.principals import ServiceClient, officer

Register = Callable[..., Awaitable[UUID]]
RATINGS = {"year": 2025, "work_result": "as_expected", "behaviour": "as_expected"}
CORRECTION = {
    "work_result": "above",
    "behaviour": "above",
    "reason": "Hasil kerja triwulan IV belum dihitung",
}
STEPS = {"propose_plan": (), "agree_plan": ("proposal",), "return_plan": ("proposal",)}
MANY_STEPS = {"propose_plans": (), "agree_plans": ("proposal",)}


@dataclass
class Office:
    """Makes objects of the agency, each about another person."""

    by: ServiceClient
    register: Register
    draft: dict[str, Any]

    async def evaluation(self, operation: str, **facts: Any) -> Target:
        person = await self.register()
        made = await self.post("/v1/evaluations", {"employee_id": str(person), **RATINGS})
        return self.about(operation, person, path={"evaluation_id": made["id"]}, **facts)

    async def plan(self, operation: str, *steps: str, **facts: Any) -> Target:
        person = await self.register()
        made = await self.post("/v1/plans", self.draft | {"employee_id": str(person)})
        for step in steps:
            made = await self.post(f"/v1/plans/{made['id']}/{step}", version=made["version"])
        version = made["version"] if operation != "get_plan" else None
        return self.about(operation, person, path={"plan_id": made["id"]}, version=version, **facts)

    async def entry(self, operation: str, body: dict[str, Any]) -> Target:
        person = await self.register()
        return self.about(operation, person, body={"employee_id": str(person), **body})

    async def batch(self, operation: str, body: dict[str, Any]) -> Target:
        entry = await self.entry(operation, body)
        return replace(entry, body={"items": [entry.body]})

    async def steps(self, operation: str, *steps: str) -> Target:
        plan = await self.plan(operation, *steps)
        item = {"id": plan.path["plan_id"], "version": plan.version}
        return replace(plan, path={}, version=None, body={"items": [item]})

    async def post(self, path: str, body: Any = None, *, version: int | None = None) -> dict[str, Any]:
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        answer: httpx.Response = await self.by.post(path, json=body, headers=headers)
        assert answer.is_success, answer.text
        made: dict[str, Any] = answer.json()
        return made

    @staticmethod
    def about(operation: str, person: UUID, **facts: Any) -> Target:
        return Target(operation=operation, employee_id=person, by=officer(HOME), **facts)


class TestAccess(AccessSuite):
    @pytest.fixture
    async def targets(
        self, client: ServiceClient, register: Register, draft: dict[str, Any]
    ) -> Sequence[Target]:
        content = {name: value for name, value in draft.items() if name != "employee_id"}
        office = Office(client.as_(officer(HOME, subject="maker")), register, content)
        evaluation = await office.evaluation("get_evaluation")
        plan = await office.plan("get_plan")
        unit, person = uuid4(), evaluation.employee_id
        assert person is not None
        return [
            evaluation,
            await office.evaluation("correct_evaluation", version=1, body=CORRECTION),
            await office.entry("complete_evaluation", RATINGS),
            await office.batch("complete_evaluations", RATINGS),
            Target(operation="list_evaluations", by=officer(HOME), shows=evaluation.path["evaluation_id"]),
            plan,
            await office.plan("revise_plan", body=content),
            *[await office.plan(operation, *steps) for operation, steps in STEPS.items()],
            *[await office.steps(operation, *steps) for operation, steps in MANY_STEPS.items()],
            await office.entry("draft_plan", content),
            Target(operation="list_plans", by=officer(HOME), shows=plan.path["plan_id"]),
            Office.about("get_personal_performance", person, path={"employee_id": person}),
            Target(operation="get_unit_summary", by=officer(HOME), path={"unit_id": unit}, unit_id=unit),
        ]
