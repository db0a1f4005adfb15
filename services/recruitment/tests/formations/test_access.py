"""Every route of formations, called by everybody who must be refused."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from abdi.testing.access_exports import export_targets
from abdi.testing.access_imports import about_the_caller, import_targets
from abdi.testing.access_suite import HOME, AccessSuite, Target
from abdi.testing.access_trials import Trials
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient, officer

Wanted = Callable[..., dict[str, Any]]
Made = Callable[..., Awaitable[dict[str, Any]]]
Step = Callable[..., Awaitable[dict[str, Any]]]
OWN = ("/v1/formations", "/v1/formation-summaries", "/v1/posts", "/v1/shortages")
FILES = ("/v1/imports/formations", "/v1/exports/formations")
WHY = {"reason": "kualifikasi terlalu sempit"}


class TestAccess(AccessSuite):
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
            await batch("propose_formations"),
            await batch("return_formations", is_proposed=True, **WHY),
            await batch("approve_formations", is_proposed=True),
        ]

    @pytest.fixture
    async def tried(self, targets: Sequence[Target], app: FastAPI, unit: Unit) -> Sequence[Target]:
        async with unit() as session:
            of_files = [*await import_targets(session, app), *await export_targets(session, app)]
        return [*targets, *(target for target in of_files if "_formations_" in target.operation)]

    def test_every_route_is_tried(self, trials: Trials, app: FastAPI, request: pytest.FixtureRequest) -> None:
        of_formations = {
            name
            for name, address in trials.addresses.items()
            if any(address.path == own or address.path.startswith((f"{own}/", f"{own}:")) for own in OWN)
            or address.path.startswith(FILES)
        }
        given = {target.operation for target in trials.targets}
        assert given == of_formations - about_the_caller(app), request.node.name
