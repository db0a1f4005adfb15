"""Five services behind the gateway, as servers of their own that the test may stop, slow down or confuse."""

import asyncio
import inspect
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID

import pytest
from aiohttp import web

from abdi.clock import new_id

PATIENCE = 4.0
SLOW_SECONDS = 10
LENT = {"reach": "below", "role": "superior", "agency": "5671", "until": "2026-03-13"}
SUPERIOR = UUID(int=46)


class StandIn:
    """A service that answers what the test gave it, in the mode of the moment."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.answers: dict[str, Any] = {}
        self.in_language: dict[str, dict[str, Any]] = {}
        self.mode = "well"
        self.asked: list[web.Request] = []
        self.port = 0
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._answer)
        app.router.add_post("/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _answer(self, request: web.Request) -> web.Response:
        if request.path == "/readyz":
            return web.Response(status=200)
        self.asked.append(request)
        if self.mode == "slow":
            await asyncio.sleep(SLOW_SECONDS)
        if self.mode == "hanging":
            await asyncio.Event().wait()
        if self.mode == "nonsense":
            return web.json_response({"data": "neither here nor there", "id": 7})
        if self.mode == "no json":
            return web.Response(text="<html>It works!</html>", content_type="text/html")
        if self.mode == "failing":
            return web.Response(status=500)
        answer = await self._given(request)
        if isinstance(answer, int) or answer is None:
            return web.Response(status=answer or 404)
        return web.json_response(answer)

    async def _given(self, request: web.Request) -> Any:
        answer = self.answers.get(request.path)
        if request.path in self.in_language:
            answer = self.in_language[request.path][request.headers["Accept-Language"]]
        if callable(answer):
            answer = answer(request.query if request.method == "GET" else await request.json())
        return await answer if inspect.isawaitable(answer) else answer


def page(*rows: Any) -> dict[str, Any]:
    return {"data": list(rows), "page": {"next_cursor": None, "has_more": False}}


def card(employee_id: str) -> dict[str, Any]:
    return {
        "id": employee_id,
        "agency": "5671",
        "name": f"Pegawai {employee_id}",
        "position_title": "Analis",
        "unit_name": "Bidang Mutasi",
    }


def of_personnel(person: UUID, unit: UUID) -> dict[str, Any]:
    employee = {
        "id": str(person),
        "version": 4,
        "agency": "5671",
        "name": "Siti Aminah",
        "nip": "199008052015051001",
        "nik": "************0001",
        "status": "active",
        "employment_type": "PNS",
        "superior_id": str(SUPERIOR),
        "masked": ["birth_date"],
        "rank": {"code": "III/b", "since": "2022-04-01"},
        "something_new": ["that we do not know yet"],
    }
    summary = {
        "units": 3,
        "people": {"total": 2, "by_employment_type": {"PNS": 2}, "by_status": {"active": 2}},
        "vacancies": {"total": 0, "oldest": []},
    }
    standing = {"id": str(unit), "agency": "5671", "code": "B1", "name": "Bidang Mutasi", "kind": "bidang"}
    return {
        f"/v1/employees/{person}": employee,
        "/v1/employees/cards": lambda asked: {"data": [card(one) for one in asked["ids"]]},
        "/v1/roles": page(),
        "/v1/delegations": page(_delegation(person, new_id()), _delegation(new_id(), person)),
        "/v1/abilities": {"data": [{"permission": "personnel.employees.read", "reach": []}]},
        f"/v1/units/{unit}": {**standing, "valid_from": "2020-01-02"},
        f"/v1/unit-summaries/{unit}": summary,
    }


def _delegation(giver: UUID, taker: UUID) -> dict[str, Any]:
    return {
        "id": str(new_id()),
        "agency": "5671",
        "kind": "delegation",
        "from_employee_id": str(giver),
        "to_employee_id": str(taker),
        "starts_on": "2026-03-01",
        "ends_on": "2026-03-05",
        "in_force": True,
    }


def of_performance(person: UUID, unit: UUID) -> dict[str, Any]:
    plans = [
        {
            "id": str(new_id()),
            "employee_id": str(person),
            "starts_on": f"{year}-01-01",
            "ends_on": f"{year}-12-31",
            "approach": "quantitative",
            "state": state,
        }
        for year, state in ((2026, "draft"), (2025, "agreed"))
    ]
    evaluations = [
        {
            "id": str(new_id()),
            "year": year,
            "work_result": "as_expected",
            "behaviour": "above",
            "predicate": "good",
            "completed_on": f"{year + 1}-01-20",
        }
        for year in range(2025, 2020, -1)
    ]
    summary = {
        "people": 2,
        "predicates": {"year": 2025, "by_predicate": {"good": 2}, "not_evaluated": 0},
        "plans": {"year": 2026, "by_state": {"draft": 1}, "without_plan": 1},
    }
    return {
        f"/v1/performance-summaries/{person}": {"plan": plans[0], "evaluations": evaluations},
        "/v1/plans": page(*plans),
        "/v1/abilities": {"data": [{"permission": "performance.evaluation.read", "reach": [LENT]}]},
        f"/v1/unit-summaries/{unit}": summary,
    }


def of_training(person: UUID, unit: UUID) -> dict[str, Any]:
    hours = {"year": 2026, "hours": 12, "minimum": 20, "remaining": 8, "is_below": True}
    need = {"id": str(new_id()), "kind": "performance", "state": "open", "since": "2026-01-20"}
    summary = {"year": 2026, "people": 2, "hours": 31, "people_below_minimum": 1, "open_needs": 1}
    return {
        f"/v1/training-summaries/{person}": {"hours": hours, "open_needs": [need]},
        "/v1/training-needs": page(need),
        "/v1/abilities": {"data": []},
        f"/v1/unit-summaries/{unit}": summary,
    }


def of_promotion(person: UUID) -> dict[str, Any]:
    return {
        f"/v1/eligibilities/{person}": {
            "is_eligible": False,
            "effective_on": "2026-04-01",
            "failed_rules": ["rank_time"],
            "assessed_on": "2026-03-02",
            "reasons": [
                {
                    "rule": "rank_time",
                    "article": "PP 99/2000 pasal 6",
                    "article_is_exact": True,
                    "passed": False,
                    "message": "Belum empat tahun.",
                }
            ],
        },
        "/v1/abilities": {"data": []},
    }


@pytest.fixture
def person() -> UUID:
    """An employee whom all services know."""
    return new_id()


@pytest.fixture
def unit() -> UUID:
    """A unit that all services know."""
    return new_id()


@pytest.fixture
async def services(person: UUID, unit: UUID) -> AsyncIterator[dict[str, StandIn]]:
    """The five services, all well."""
    answers = {
        "personnel": of_personnel(person, unit),
        "performance": of_performance(person, unit),
        "promotion": of_promotion(person),
        "training": of_training(person, unit),
        "recruitment": {
            f"/v1/recruitment-summaries/{person}": {"candidate": None},
            "/v1/abilities": {"data": [{"permission": "recruitment.candidate.read", "reach": []}]},
        },
    }
    made = {name: StandIn(name) for name in answers}
    async with AsyncExitStack() as stack:
        for name, service in made.items():
            service.answers = answers[name]
            await service.start()
            stack.push_async_callback(service.stop)
        yield made


@pytest.fixture
def settings_overrides(services: dict[str, StandIn]) -> dict[str, Any]:
    """The gateway looks for every service where it stands in the test."""
    urls = {f"{name}_url": service.url for name, service in services.items()}
    return {**urls, "upstream_timeout": PATIENCE, "upstream_waiting": 0.2, "breaker_pause": 0.3}
