"""Values that nobody should send, in every place of every route: refused with a problem, never with a 5xx."""

from collections.abc import Mapping

import pytest
from fastapi import FastAPI
from httpx import Response
from services.recruitment.tests.bad_input.asking import Ask, asks_of, spoilt, turns

from abdi.testing.principals import ServiceClient

OTHER_TESTS = ("candidate", "reads", "labels")
"""Routes of the kit and of the registry's own protocol, which have tests of their own."""
IMPORTS = ("imports", "exports")


def fault_of(answer: Response) -> str | None:
    """What is wrong with an answer to a bad request."""
    if answer.status_code >= 500:
        return f"{answer.status_code} {answer.text[:200]}"
    if answer.status_code < 400:
        return None
    if answer.headers.get("content-type") != "application/problem+json":
        return f"{answer.status_code} as {answer.headers.get('content-type')}"
    told = answer.json()
    return None if told["code"] and told["title"] and told["status"] == answer.status_code else str(told)


def who_asks(ask: Ask, by_role: Mapping[str, ServiceClient]) -> list[ServiceClient]:
    """Everybody of those there are who is let in."""
    return list(dict.fromkeys(by_role[role] for role in by_role if role in ask.roles))


@pytest.mark.parametrize("part", [0, 1, 2])
async def test_what_nobody_should_send_is_refused_as_promised(
    app: FastAPI, objects: Mapping[str, str], by_role: Mapping[str, ServiceClient], part: int
) -> None:
    found: list[str] = []
    sent, turn = 0, turns()
    for ask in asks_of(app, objects)[part::3]:
        if any(word in ask.template for word in OTHER_TESTS):
            continue
        for client in who_asks(ask, by_role)[:1]:
            for bad in spoilt(app, ask, turn, tries=2 if ask.method == "GET" else 3):
                sent += 1
                fault = fault_of(await bad.of(client))
                if fault:
                    found.append(f"{ask.operation}: {bad.told}: {fault}")
    assert not found, "\n".join(found)
    assert sent > 500


async def test_what_is_as_it_should_be_is_never_a_failure(
    app: FastAPI, objects: Mapping[str, str], by_role: Mapping[str, ServiceClient]
) -> None:
    # Reads come first: what is changed may answer otherwise.
    asks = sorted(asks_of(app, objects), key=lambda ask: ask.method != "GET")
    found = []
    for ask in asks:
        for client in who_asks(ask, by_role):
            fault = fault_of(await ask.of(client))
            if fault:
                found.append(f"{ask.operation}: {fault}")
    assert not found, "\n".join(found)
