"""Every route of formations, called by everybody who must be refused."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar
from uuid import UUID

import pytest

from abdi.testing.access_suite import HOME, AccessSuite, Target
from abdi.testing.principals import ServiceClient, officer

Wanted = Callable[..., dict[str, Any]]
Made = Callable[..., Awaitable[dict[str, Any]]]
Step = Callable[..., Awaitable[dict[str, Any]]]
WHY = {"reason": "kualifikasi terlalu sempit"}


class TestAccess(AccessSuite):
    part: ClassVar[tuple[str, ...]] = ("recruitment.formation.",)

    @pytest.fixture
    async def targets(
        self, made: Made, wanted: Wanted, school: ServiceClient, step: Step, *, unit_id: UUID, post: str
    ) -> Sequence[Target]:
        async def about(operation: str, *, is_proposed: bool = False, **facts: Any) -> Target:
            one = await made()
            if is_proposed:
                one = await step(school, one, "proposal")
            facts.setdefault("version", one["version"])
            path = {"formation_id": one["id"]}
            return Target(operation=operation, path=path, by=officer(HOME), unit_id=unit_id, **facts)

        async def batch(operation: str, *, is_proposed: bool = False, **more: Any) -> Target:
            target = await about(operation, is_proposed=is_proposed)
            item = {"id": target.path["formation_id"], "version": target.version, **more}
            return Target(operation=operation, by=officer(HOME), body={"items": [item]}, unit_id=unit_id)

        seen = await about("get_formation", version=None)
        place: dict[str, Any] = {"by": officer(HOME), "unit_id": unit_id}
        return [
            seen,
            Target(operation="list_formations", shows=seen.path["formation_id"], **place),
            Target(operation="list_posts", shows=post, **place),
            Target(operation="get_shortages", query={"agency": HOME}, **place),
            Target(operation="get_formation_summary", query={"agency": HOME, "intake": "2024"}, **place),
            Target(operation="record_formation", body=wanted(), **place),
            Target(operation="record_formations", body={"items": [wanted()]}, **place),
            await about("correct_formation", body={"age_maximum": 28}),
            await about("propose_formation"),
            await about("withdraw_formation", body=WHY),
            await about("return_formation", is_proposed=True, body=WHY),
            await about("approve_formation", is_proposed=True),
            await batch("correct_formations", change={"age_maximum": 28}),
            await batch("withdraw_formations", reason=WHY["reason"]),
            await batch("propose_formations"),
            await batch("return_formations", is_proposed=True, **WHY),
            await batch("approve_formations", is_proposed=True),
        ]
