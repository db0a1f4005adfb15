"""How long and from when somebody stands in, over HTTP and as a rule."""

from typing import Any

import httpx
import pytest

from abdi.testing.problems import assert_problem


@pytest.mark.parametrize(
    ("facts", "broken"),
    [
        ({"ends_on": "2199-12-31"}, "delegation.length"),
        ({"ends_on": "2027-03-02"}, "delegation.length"),
        ({"kind": "plh", "ends_on": "2026-06-02"}, "delegation.length"),
        ({"kind": "plh", "starts_on": "2030-01-01", "ends_on": "2030-01-31"}, "delegation.starts_nearby"),
        ({"kind": "plh", "starts_on": "2020-01-01", "ends_on": "2020-01-31"}, "delegation.starts_nearby"),
        ({"starts_on": "2026-02-22"}, "delegation.starts_nearby"),
    ],
)
async def test_standing_in_lasts_for_a_time_and_begins_around_today(
    office: Any, palembang: httpx.AsyncClient, facts: dict[str, Any], broken: str
) -> None:
    client = palembang if "kind" in facts else await office.sign_in(office.head)
    answer = await client.post("/v1/delegations", json=office.delegation(**facts))
    (reason,) = assert_problem(answer, 409, "rule-broken")["reasons"]
    assert reason["rule"] == broken


@pytest.mark.parametrize(
    "facts",
    [
        {"ends_on": "2027-03-01"},
        {"kind": "plh", "ends_on": "2026-06-01"},
        {"starts_on": "2026-02-23"},
        {"kind": "plh", "starts_on": "2027-03-01", "ends_on": "2027-03-31"},
    ],
)
async def test_days_at_the_limits_are_lawful(
    office: Any, palembang: httpx.AsyncClient, facts: dict[str, Any]
) -> None:
    client = palembang if "kind" in facts else await office.sign_in(office.head)
    assert (await client.post("/v1/delegations", json=office.delegation(**facts))).status_code == 201


async def test_what_was_decided_long_ago_comes_through_a_service(office: Any) -> None:
    body = office.delegation(kind="plh", starts_on="2020-01-01", ends_on="2020-01-31")
    assert (await office.registry.post("/v1/delegations", body))["state"] == "made"
