"""A proposal of new rules, and the two people who bring them into force."""

from collections.abc import Callable
from typing import Any

import pytest

from abdi.places import folder_of
from abdi.rulesets import read_rule_sets
from abdi.testing.principals import ServiceClient, decision_maker

Rules = Callable[..., dict[str, Any]]


@pytest.fixture
def rules() -> Rules:
    """The rules of 2024 as a proposal for 2026; `clock` changes numbers of the clock."""

    def make(clock: dict[str, Any] | None = None, **facts: Any) -> dict[str, Any]:
        files = read_rule_sets(folder_of("recruitment", "rulesets"))
        values = next(one for one in files if one.version == "2024").model_dump(mode="json")["values"]
        values["clock"] |= clock or {}
        return {
            "agency": "5671",
            "version": "2026",
            "valid_from": "2026-08-01",
            "legal_basis": ["PermenPANRB 6/2024"],
            "unverified": ["clock.notice_days"],
            "values": values,
            "reason": "KepmenPANRB 1/2026",
        } | facts

    return make


@pytest.fixture
def decider(client: ServiceClient) -> ServiceClient:
    """Who decides in Palembang."""
    return client.as_(decision_maker("5671"))


@pytest.fixture
async def proposal(palembang: ServiceClient, rules: Rules) -> dict[str, Any]:
    """A proposal that waits for its decision."""
    answer = await palembang.post("/v1/rule-set-proposals", json=rules({"notice_days": 14}))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made
