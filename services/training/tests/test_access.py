"""Every route of training, called by everybody who must be refused."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest

from abdi.testing.access_suite import COLLEAGUES, EVERYBODY, HOME, AccessSuite, Target
from abdi.testing.principals import ServiceClient, officer

Make = Callable[..., dict[str, Any]]
Register = Callable[..., Awaitable[UUID]]
Evaluate = Callable[..., Awaitable[dict[str, Any]]]
Offer = Callable[..., Awaitable[dict[str, Any]]]
MISTAKE = {"reason": "Sertifikat milik pegawai lain."}
CONTENT = {
    "title": "Pelatihan Teknis Manajemen Kinerja",
    "kind": "technical",
    "form": "classical",
    "hours": 24,
    "answers": ["performance"],
}


@pytest.mark.usefixtures("rules_in_force")
class TestAccess(AccessSuite):
    @pytest.fixture
    async def courses(
        self, by_officer: ServiceClient, register: Register, evaluate: Evaluate, run_of: Make
    ) -> Sequence[Target]:
        """What is about people: courses, hours and needs."""
        person = await register()
        await evaluate(person, "poor")
        (need,) = (await by_officer.get("/v1/training-needs")).json()["data"]
        run = run_of(person)
        right = {name: value for name, value in run.items() if name not in {"employee_id", "programme_id"}}

        async def course(operation: str, **facts: Any) -> Target:
            somebody = await register()
            made = (await by_officer.post("/v1/courses", json=run_of(somebody))).json()
            path = {"course_id": made["id"]}
            return Target(operation=operation, path=path, employee_id=somebody, by=officer(HOME), **facts)

        seen = await course("get_course")
        about: dict[str, Any] = {"employee_id": person, "by": officer(HOME)}
        return [
            seen,
            Target(operation="list_courses", by=officer(HOME), shows=seen.path["course_id"]),
            await course("correct_course", version=1, body={**right, **MISTAKE, "jp": 20}),
            await course("withdraw_course", version=1, body=MISTAKE),
            Target(operation="record_course", body=run_of(person), **about),
            Target(operation="record_courses", body={"items": [run_of(person)]}, by=officer(HOME)),
            Target(operation="get_learning_hours", path={"employee_id": person}, **about),
            Target(operation="get_personal_training", path={"employee_id": person}, **about),
            Target(operation="list_learning_hours", by=officer(HOME), shows=str(person)),
            Target(operation="get_training_need", path={"need_id": need["id"]}, **about),
            Target(operation="list_training_needs", by=officer(HOME), shows=need["id"]),
        ]

    @pytest.fixture
    async def targets(self, courses: Sequence[Target], offer: Offer) -> Sequence[Target]:
        """Also what belongs to the agency: the catalogue, which everybody may read, and a unit in numbers."""
        read, changed = await offer(), await offer()
        unit = uuid4()
        everybody: dict[str, Any] = {"by": officer(HOME), "seen_by": EVERYBODY}
        return [
            *courses,
            Target(operation="get_programme", path={"programme_id": read["id"]}, **everybody),
            Target(operation="list_programmes", shows=read["id"], **everybody),
            Target(
                operation="change_programme",
                path={"programme_id": changed["id"]},
                version=changed["version"],
                body=CONTENT,
                **everybody,
            ),
            Target(
                operation="create_programme",
                body={"agency": HOME, "code": "TEK-BARU", **CONTENT},
                by=officer(HOME),
                seen_by=COLLEAGUES,
            ),
            Target(operation="get_training_summary", path={"unit_id": unit}, unit_id=unit, by=officer(HOME)),
        ]
