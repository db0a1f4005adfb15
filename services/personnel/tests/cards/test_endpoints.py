"""Who serves where: for every colleague, for nobody of another agency, and nothing else of the person."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from abdi.testing.observers import count_queries
from abdi.testing.principals import agency_system, employee, service_account, stranger
from abdi.testing.problems import assert_problem

PATH = "/v1/employees/cards"


@pytest.fixture
async def seated(registry: Any) -> str:
    """Somebody with a title and a position in Palembang."""
    made: str = (await registry.make_employee(name="Wulan Contoh", back_title="S.E."))["id"]
    await registry.appoint(made, await registry.make_position(title="Analis"), "2020-01-01")
    return made


async def cards(registry: Any, principal: Any, *ids: str) -> list[dict[str, Any]]:
    answer = await registry.of(principal).post(PATH, json={"ids": list(ids)})
    assert answer.status_code == 200, answer.text
    data: list[dict[str, Any]] = answer.json()["data"]
    return data


async def test_colleague_sees_name_position_and_unit_and_no_more(registry: Any, seated: str) -> None:
    unseated = (await registry.make_employee(name="Yusuf Contoh"))["id"]
    first, second = await cards(registry, employee(uuid4(), "5671"), unseated, seated, str(uuid4()))
    assert first == {
        "id": seated,
        "agency": "5671",
        "name": "Wulan Contoh",
        "front_title": None,
        "back_title": "S.E.",
        "position_title": "Analis",
        "unit_name": "Unit top",
    }
    assert (second["id"], second["position_title"], second["unit_name"]) == (unseated, None, None)


async def test_cards_end_at_the_agency(registry: Any, seated: str) -> None:
    assert await cards(registry, employee(uuid4(), "6671"), seated) == []
    assert await cards(registry, agency_system("6671", "personnel.cards.read"), seated) == []
    assert len(await cards(registry, agency_system("5671", "personnel.cards.read"), seated)) == 1
    assert len(await cards(registry, service_account("reports"), seated)) == 1
    refused = await registry.of(stranger()).post(PATH, json={"ids": [seated]})
    assert_problem(refused, 403, "forbidden")


async def test_looking_at_cards_is_no_look_at_the_person(registry: Any, seated: str) -> None:
    await cards(registry, employee(uuid4(), "5671"), seated)
    own = registry.of(employee(UUID(seated), "5671"))
    reads = (await own.get("/v1/reads", params={"employee_id": seated})).json()["data"]
    assert not any("read_cards" in action or "card" in action for row in reads for action in row["actions"])
    assert {row["actor"] for row in reads} <= {service_account("tests").subject}


async def test_employee_comes_with_the_card_of_the_superior_when_asked(registry: Any, seated: str) -> None:
    person = (await registry.make_employee(name="Yusuf Contoh"))["id"]
    await registry.report_to(person, seated)
    reader = registry.of(service_account("reports"))
    path = f"/v1/employees/{person}"
    named = (await reader.get(path, params={"with_superior": True})).json()
    assert named["superior"] == (await cards(registry, service_account("reports"), seated))[0]
    assert (await reader.get(path)).json()["superior"] is None
    of_nobody = await reader.get(f"/v1/employees/{seated}", params={"with_superior": True})
    assert (of_nobody.json()["superior_id"], of_nobody.json()["superior"]) == (None, None)
    system = registry.of(agency_system("5671", "personnel.employees.read"))
    without = (await system.get(path, params={"with_superior": True})).json()
    assert (without["superior_id"], without["superior"]) == (seated, None)


async def test_number_of_statements_does_not_grow_with_the_cards(registry: Any, seated: str) -> None:
    client, ids = registry.of(employee(uuid4(), "5671")), [seated]

    async def cost() -> int:
        with count_queries() as statements:
            assert (await client.post(PATH, json={"ids": ids})).status_code == 200
        return len(statements)

    few = await cost()
    ids += [(await registry.make_employee())["id"] for _ in range(5)]
    client = registry.of(employee(uuid4(), "5671"))
    assert await cost() == few


@pytest.mark.parametrize("ids", [[], [str(uuid4())] * 201, ["nobody"]], ids=["none", "too many", "no id"])
async def test_ids_are_one_to_two_hundred(registry: Any, ids: list[str]) -> None:
    answer = await registry.of(employee(uuid4(), "5671")).post(PATH, json={"ids": ids})
    assert_problem(answer, 422, "malformed")
