"""Whoever left, a dissolved unit, an abolished position: the same three fields in every answer."""

from typing import Any

import pytest

LEFT = ("is_removed", "removed_on", "reason")


def told(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in LEFT)


@pytest.mark.parametrize("query", [{}, {"status": "retired"}, {"changed_since": "2000-01-01T00:00:00Z"}])
async def test_every_list_says_the_same_of_somebody_who_left_as_the_single_read(
    registry: Any, query: dict[str, str]
) -> None:
    stays, leaves = [(await registry.make_employee())["id"] for _ in range(2)]
    body = {"kind": "retirement", "effective_on": "2026-03-01"}
    await registry.post(f"/v1/employees/{leaves}/separation", body)
    gone, here = (True, "2026-03-01", "retired"), (False, None, None)
    assert told(await registry.get(f"/v1/employees/{leaves}")) == gone
    assert told(await registry.get(f"/v1/employees/{stays}")) == here
    listed = {row["id"]: told(row) for row in (await registry.get("/v1/employees", **query))["data"]}
    assert listed == ({leaves: gone} if "status" in query else {leaves: gone, stays: here})


async def test_delta_of_those_who_left_says_the_same(registry: Any) -> None:
    leaves = (await registry.make_employee())["id"]
    body = {"kind": "death", "effective_on": "2026-03-01"}
    await registry.post(f"/v1/employees/{leaves}/separation", body)
    query = {"status": "deceased", "changed_since": "2000-01-01T00:00:00Z"}
    (row,) = (await registry.get("/v1/employees", **query))["data"]
    assert (row["id"], row["status"], *told(row)) == (leaves, "deceased", True, "2026-03-01", "deceased")


async def test_dissolved_unit_is_told_alike(registry: Any) -> None:
    unit = await registry.make_unit("ends", parent=registry.units["5671/top"])
    body = {"effective_on": "2026-02-01", "reason": "Penyederhanaan"}
    gone = (True, "2026-02-01", "dissolved")
    assert told(await registry.post(f"/v1/units/{unit}/dissolution", body)) == gone
    assert told(await registry.get(f"/v1/units/{unit}")) == gone
    for query in ({"as_of": "2026-01-31"}, {"changed_since": "2000-01-01T00:00:00Z"}):
        listed = await registry.get("/v1/units", agency="5671", **query)
        rows = {row["id"]: told(row) for row in listed["data"] if row["is_removed"]}
        assert rows == {unit: gone}


async def test_abolished_position_is_told_alike(registry: Any) -> None:
    seat = await registry.make_position()
    assert told(await registry.get(f"/v1/positions/{seat}")) == (False, None, None)
    body = {"effective_on": "2026-02-01", "reason": "Penyederhanaan"}
    gone = (True, "2026-02-01", "abolished")
    assert told(await registry.post(f"/v1/positions/{seat}/abolition", body)) == gone
    assert told(await registry.get(f"/v1/positions/{seat}")) == gone
    (row,) = (await registry.get("/v1/positions", changed_since="2000-01-01T00:00:00Z"))["data"]
    assert told(row) == gone
