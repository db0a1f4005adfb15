"""Every route of candidates, called by everybody who must be refused."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar
from uuid import uuid4

import pytest

from abdi.testing.access_suite import HOME, AccessSuite, Target
from abdi.testing.principals import ServiceClient, officer

Person = Callable[..., dict[str, Any]]
Answer = Callable[..., Awaitable[None]]
PATH = "/v1/candidates"


class TestAccess(AccessSuite):
    part: ClassVar[tuple[str, ...]] = ("recruitment.candidate.", "recruitment.reads.")

    @pytest.fixture
    async def targets(
        self, palembang: ServiceClient, person: Person, registered: Answer, refused: Answer
    ) -> Sequence[Target]:
        async def candidate(operation: str, **facts: Any) -> Target:
            made = (await palembang.post(PATH, json=person())).json()
            path = {"candidate_id": made["id"]}
            return Target(operation=operation, path=path, by=officer(HOME), **facts)

        async def mended(operation: str, **facts: Any) -> Target:
            target = await candidate(operation, **facts)
            await refused(target.path["candidate_id"])
            return target

        async def again() -> dict[str, Any]:
            return {"items": [{"id": (await mended("")).path["candidate_id"]}]}

        employee_id = uuid4()
        seen = await candidate("get_candidate", employee_id=employee_id)
        await registered(seen.path["candidate_id"], employee_id)
        summary: dict[str, Any] = {"path": {"employee_id": employee_id}, "employee_id": employee_id}
        change = {"position_id": str(uuid4()), "reason": "posisi semula sudah terisi"}
        return [
            seen,
            Target(operation="list_candidates", by=officer(HOME), shows=seen.path["candidate_id"]),
            Target(operation="get_personal_recruitment", by=officer(HOME), **summary),
            await mended("correct_candidate", version=2, body=change),
            await mended("resubmit_candidate"),
            await candidate("withdraw_candidate", body={"reason": "mengundurkan diri"}),
            Target(operation="resubmit_candidates", by=officer(HOME), body=await again()),
            Target(operation="record_candidate", by=officer(HOME), body=person()),
            Target(operation="record_candidates", by=officer(HOME), body={"items": [person()]}),
        ]
