"""Eligibilities as a file."""

import csv
import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from abdi.testing.deliveries import Deliveries
from abdi.testing.exports import ExportsClient
from abdi.testing.principals import ServiceClient, officer

State = Callable[..., dict[str, Any]]


@pytest.fixture
async def judged(
    rules_in_force: None, deliver: Deliveries, state_of: State, evaluation_of: State, employee_id: UUID
) -> UUID:
    """A person held back by one bad year."""
    await deliver("personnel.employee.registered", employee_id, state_of(), agency="5671")
    for year, predicate in ((2024, "good"), (2025, "poor")):
        data = evaluation_of(year, predicate)
        await deliver("performance.evaluation.completed", UUID(data["evaluation_id"]), data, agency="5671")
    return employee_id


async def test_file_says_whom_which_rule_holds_back(client: ServiceClient, judged: UUID) -> None:
    exports = ExportsClient(client.as_(officer("5671")), "eligibilities")
    content = await exports.file(await exports.make(filters={"failed_rule": "predicate"}))
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert (row["employee_id"], row["is_eligible"], row["failed_rules"]) == (
        str(judged),
        "tidak",
        "predicate",
    )
    assert (await exports.make(filters={"eligible": True}))["rows"] == 0
    assert (await ExportsClient(client.as_(officer("6671")), "eligibilities").make())["rows"] == 0
