from typing import Any

import httpx

from abdi.testing.principals import employee
from abdi.testing.problems import assert_problem


async def test_everybody_with_a_role_reads_agencies(registry: Any) -> None:
    client = registry.of(employee(agency="5671"))
    listed = (await client.get("/v1/agencies")).json()["data"]
    assert [row["code"] for row in listed] == ["5671", "6671"]
    assert (await client.get("/v1/agencies/5671")).json()["name"] == "Kota Palembang"
    assert_problem(await client.get("/v1/agencies/9999"), 404, "not-found")


async def test_only_services_enter_agencies(registry: Any, palembang: httpx.AsyncClient) -> None:
    body = {"code": "5600", "name": "Sumatera Selatan", "kind": "province", "time_zone": "Asia/Jakarta"}
    assert_problem(await palembang.post("/v1/agencies", json=body), 403, "forbidden")
    await registry.post("/v1/agencies", body)
    assert_problem(await registry.client.post("/v1/agencies", json=body), 409, "already-exists")
