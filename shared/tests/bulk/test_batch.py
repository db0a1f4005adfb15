"""One shape for every `:batch`: what a service writes, and what a caller gets."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from pydantic import ConfigDict

from abdi.bulk.batch import (
    MOST_ITEMS,
    Batch,
    BatchAnswer,
    BatchRead,
    done_of,
    judge_each,
    only,
    refusals,
)
from abdi.examples import example
from abdi.http.answers import install_error_answers
from abdi.http.middleware import RequestIdentity
from abdi.i18n import Text
from abdi.problems import Conflict, NotFound, Problem
from abdi.written import Written


class Order(Written):
    model_config = ConfigDict(json_schema_extra=example(number=3))

    number: int


class OrderBatch(Batch[Order]):
    """Orders."""


@dataclass(frozen=True)
class Made:
    id: UUID
    version: int = 1


def make(order: Order) -> Made:
    if order.number < 0:
        raise Conflict(Text("Nomor negatif", "A negative number"), current_state="closed")
    return Made(UUID(int=order.number))


@pytest.fixture
async def shop() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    install_error_answers(app)
    app.add_middleware(RequestIdentity)

    @app.post("/orders:batch")
    async def order(body: OrderBatch, answer: BatchAnswer) -> BatchRead:
        return answer.of(judge_each(body.items, make))

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://shop") as client:
        yield client


async def send(shop: httpx.AsyncClient, *numbers: Any, language: str = "id") -> httpx.Response:
    items = [{"number": number} for number in numbers]
    return await shop.post("/orders:batch", json={"items": items}, headers={"Accept-Language": language})


async def test_every_item_has_an_outcome_in_its_place(shop: httpx.AsyncClient) -> None:
    answer = (await send(shop, 5, -1)).json()
    assert answer["counts"] == {"done": 1, "refused": 1}
    done, refused = answer["items"]
    assert done == {
        "number": 0,
        "outcome": "done",
        "id": str(UUID(int=5)),
        "version": 1,
        "warnings": [],
        "problem": None,
    }
    assert (refused["number"], refused["outcome"], refused["id"]) == (1, "refused", None)
    assert (refused["problem"]["status"], refused["problem"]["current_state"]) == (409, "closed")


@pytest.mark.parametrize(("language", "detail"), [("id", "Nomor negatif"), ("en", "A negative number")])
async def test_problems_are_told_in_the_callers_language(
    shop: httpx.AsyncClient, language: str, detail: str
) -> None:
    answer = await send(shop, -1, language=language)
    assert answer.json()["items"][0]["problem"]["detail"] == detail
    assert answer.headers["content-language"] == language


@pytest.mark.parametrize(("count", "message"), [(MOST_ITEMS + 1, "500"), (0, "1")])
async def test_a_crowd_and_nothing_are_refused_with_the_limit(
    shop: httpx.AsyncClient, count: int, message: str
) -> None:
    answer = await send(shop, *range(count))
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"]) == (422, "/items")
    assert message in error["message"]
    assert (await send(shop, *range(MOST_ITEMS))).json()["counts"]["done"] == MOST_ITEMS


async def test_an_item_that_cannot_be_read_stops_all_and_is_pointed_at(shop: httpx.AsyncClient) -> None:
    answer = await send(shop, 1, "two")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/items/1/number")


async def test_the_document_shows_how_it_is_asked_and_answered(shop: httpx.AsyncClient) -> None:
    document = (await shop.get("/openapi.json")).json()
    limits = document["components"]["schemas"]["OrderBatch"]["properties"]["items"]
    assert (limits["minItems"], limits["maxItems"]) == (1, 500)
    assert document["components"]["schemas"]["BatchRead"]["examples"][0]["counts"]["done"] == 1


def test_what_was_refused_before_is_not_judged() -> None:
    judged = []

    def judge(order: Order) -> Made:
        judged.append(order.number)
        return make(order)

    def check(order: Order) -> None:
        if order.number == 2:
            raise NotFound

    orders = [Order(number=number) for number in (1, 2, -3)]
    outcomes = judge_each(orders, judge, refused=refusals(orders, check))
    assert [outcome.code if isinstance(outcome, Problem) else None for outcome in outcomes] == [
        None,
        "not-found",
        "conflict",
    ]
    assert judged == [1, -3]
    assert done_of(outcomes) == [Made(UUID(int=1))]


def test_the_single_request_raises_the_problem_of_its_item() -> None:
    assert only(judge_each([Order(number=1)], make)) == Made(UUID(int=1))
    with pytest.raises(Conflict):
        only(judge_each([Order(number=-1)], make))
