"""Steps in the wrong order, in every machine of states: refused with the state and what it allows."""

from collections.abc import Mapping

import pytest
from fastapi import FastAPI
from services.recruitment.tests.bad_input.asking import asks_of
from services.recruitment.tests.bad_input.machines import MACHINES
from services.recruitment.tests.bad_input.test_guessing import contents
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient
from abdi.testing.problems import assert_problem


@pytest.mark.parametrize("name", MACHINES)
def test_every_step_has_its_route(name: str) -> None:
    machine = MACHINES[name]
    named = frozenset[str]().union(*machine.steps.values())
    assert named == machine.operations.keys() | machine.left_out


@pytest.mark.parametrize("name", MACHINES)
async def test_a_step_out_of_order_is_refused_with_the_state_and_what_it_allows(
    app: FastAPI,
    objects: Mapping[str, str],
    by_role: Mapping[str, ServiceClient],
    *,
    unit: Unit,
    session: AsyncSession,
    name: str,
) -> None:
    machine, found, tried = MACHINES[name], [], 0
    asks = {ask.operation: ask for ask in asks_of(app, objects)}
    for state, allowed in machine.steps.items():
        async with unit() as writing:
            values = {"state": str(state), **machine.facts(str(state))}
            await writing.execute(update(machine.table.__table__).values(**values))
        before = await contents(session)
        for step in machine.operations.keys() - allowed:
            ask = asks[machine.operations[step]]
            client = next(by_role[role] for role in by_role if role in ask.roles)
            answer = await ask.of(client)
            tried += 1
            if answer.status_code != 409:
                found.append(f"{state}: {step}: {answer.status_code} {answer.text}")
                continue
            problem = assert_problem(answer, 409)
            told = problem.get("current_state"), problem.get("allowed", [])
            if told != (str(state), sorted(allowed)):
                found.append(f"{state}: {step}: {answer.text}")
        now = await contents(session)
        found += [f"{state}: {table} was changed" for table in now if now[table] != before[table]]
    assert not found, "\n".join(found)
    assert tried
