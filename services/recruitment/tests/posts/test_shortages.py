"""Posts as the registry told of them: to choose from, and where people are short."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.testing.deliveries import Deliveries
from abdi.testing.observers import count_queries
from abdi.testing.principals import ServiceClient, auditor, employee, officer, unit_officer
from abdi.testing.problems import assert_problem
from recruitment.posts.models import Retirement

Staff = Callable[..., Awaitable[str]]
PALEMBANG = "5671"
TEACHER = {"title": "Guru Ahli Pertama", "kind": "fungsional", "level": "PT"}
CLERK = {"title": "Pengelola Keuangan", "kind": "pelaksana", "level": None}


@pytest.fixture
async def schools(client: ServiceClient, deliver: Deliveries) -> tuple[UUID, UUID]:
    """An office, and a school below it."""
    office, school = uuid4(), uuid4()
    for made, name, parent in ((office, "Dinas Pendidikan", None), (school, "SD Negeri 1", str(office))):
        data = {"unit_id": str(made), "name": name, "parent_id": parent}
        await deliver("personnel.unit.created", made, data, agency=PALEMBANG)
    return office, school


@pytest.fixture
def staff(deliver: Deliveries) -> Staff:
    """Lets recruitment hear of a post in a unit, and of who holds it when `born` says so."""

    async def tell(unit_id: UUID, post: dict[str, Any], born: str | None = None, **facts: Any) -> str:
        position, holder = str(uuid4()), str(uuid4()) if born else None
        if born:
            state = {
                "employee_id": holder,
                "agency": PALEMBANG,
                "status": "active",
                "birth_date": born,
                "position": {"position_id": position, "unit_id": str(unit_id), **post},
            }
            data = {"employee_id": holder, "state": state}
            await deliver("personnel.employee.registered", UUID(holder), data, agency=PALEMBANG)
        told = {"position_id": position, "unit_id": str(unit_id), "holder_id": holder, **post, **facts}
        await deliver("personnel.position.created", UUID(position), told, agency=PALEMBANG)
        return position

    return tell


@pytest.fixture
async def city(schools: tuple[UUID, UUID], staff: Staff) -> tuple[UUID, UUID]:
    """Four teachers' posts at the school, two of them held; three clerks' posts at the office."""
    office, school = schools
    await staff(school, TEACHER, born="1968-03-15")  # 60 in 2028
    await staff(school, TEACHER, born="1990-01-01")
    await staff(school, TEACHER)
    await staff(school, TEACHER)
    await staff(office, CLERK, born="1960-05-05")  # should have gone in 2018
    await staff(office, CLERK, born="1972-06-20")  # 58 in 2030
    await staff(office, CLERK)
    await staff(office, CLERK, abolished_on="2026-01-01")
    return schools


async def told(client: ServiceClient, **asked: Any) -> dict[str, Any]:
    answer = await client.get("/v1/shortages", params={"agency": PALEMBANG, **asked})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def bars(body: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    values = zip(*(series["values"] for series in body["series"]), strict=True)
    return dict(zip((one["label"] for one in body["categories"]), values, strict=True))


@pytest.mark.usefixtures("city")
async def test_shortage_is_need_less_holders_and_who_retires(palembang: ServiceClient) -> None:
    body = await told(palembang)
    assert [series["code"] for series in body["series"]] == ["need", "holders", "retiring", "shortage"]
    assert bars(body) == {"Guru Ahli Pertama": (4, 2, 1, 3), "Pengelola Keuangan": (3, 2, 2, 3)}
    assert body["total"] == {"need": 7, "holders": 4, "retiring": 3, "shortage": 6}
    assert (body["as_of"], body["until"], body["left_out"]) == ("2026-03-02", "2031-03-01", 0)
    assert [(one["year"], one["people"]) for one in body["retirements"]] == [
        (2026, 1),
        (2027, 0),
        (2028, 1),
        (2029, 0),
        (2030, 1),
        (2031, 0),
    ]


async def test_years_groups_units_and_limits_narrow_it(
    palembang: ServiceClient, city: tuple[UUID, UUID]
) -> None:
    _, school = city
    assert bars(await told(palembang, years=1))["Guru Ahli Pertama"] == (4, 2, 0, 2)
    assert bars(await told(palembang, by="unit")) == {
        "SD Negeri 1": (4, 2, 1, 3),
        "Dinas Pendidikan": (3, 2, 2, 3),
    }
    assert bars(await told(palembang, by="field")) == {
        "Guru": (4, 2, 1, 3),
        "pelaksana": (3, 2, 2, 3),
    }
    assert list(bars(await told(palembang, unit_id=str(school)))) == ["Guru Ahli Pertama"]
    limited = await told(palembang, limit=1)
    assert (list(bars(limited)), limited["left_out"], limited["total"]["need"]) == (
        ["Guru Ahli Pertama"],
        1,
        7,
    )


async def test_who_leaves_a_post_is_not_counted_there(
    palembang: ServiceClient, schools: tuple[UUID, UUID], staff: Staff, deliver: Deliveries
) -> None:
    _, school = schools
    position = await staff(school, TEACHER, born="1967-03-15")
    assert bars(await told(palembang))["Guru Ahli Pertama"] == (1, 1, 1, 1)
    vacated = {"position_id": position, "unit_id": str(school), "holder_id": None, **TEACHER}
    await deliver("personnel.position.vacated", UUID(position), vacated, agency=PALEMBANG)
    assert bars(await told(palembang))["Guru Ahli Pertama"] == (1, 0, 0, 1)


@pytest.mark.usefixtures("city")
async def test_of_a_person_only_the_month_of_retirement_is_kept(session: AsyncSession) -> None:
    known = {column.name for column in Retirement.__table__.columns}
    assert known == {"employee_id", "agency", "retires_on", "created_at", "updated_at"}
    days = set(await session.scalars(select(Retirement.retires_on)))
    assert all(day.day == 1 for day in days if day)


async def test_more_posts_cost_as_many_statements(
    palembang: ServiceClient, schools: tuple[UUID, UUID], staff: Staff
) -> None:
    office, _ = schools
    await staff(office, CLERK)
    with count_queries() as few:
        await told(palembang)
    for number in range(10):
        await staff(office, CLERK | {"title": f"Pengelola {number}"})
    with count_queries() as many:
        assert len(bars(await told(palembang))) == 11
    assert 0 < len(many) == len(few)


async def test_only_who_sees_the_place_sees_its_numbers(
    client: ServiceClient, city: tuple[UUID, UUID]
) -> None:
    office, school = city
    of_school = client.as_(unit_officer(PALEMBANG, school))
    assert bars(await told(of_school, unit_id=str(school)))["Guru Ahli Pertama"] == (4, 2, 1, 3)
    for by, asked in (
        (of_school, {}),
        (of_school, {"unit_id": str(office)}),
        (client.as_(officer("6671")), {}),
    ):
        answer = await by.get("/v1/shortages", params={"agency": PALEMBANG, **asked})
        assert_problem(answer, 404, "not-found")
    nobody = client.as_(employee(None, PALEMBANG))
    assert_problem(await nobody.get("/v1/shortages", params={"agency": PALEMBANG}), 403, "forbidden")
    assert_problem(await of_school.get("/v1/shortages"), 422, "malformed", pointer="/agency")


async def test_posts_are_listed_to_choose_from(client: ServiceClient, city: tuple[UUID, UUID]) -> None:
    office, school = city

    async def titles(by: ServiceClient, **asked: Any) -> list[str]:
        answer = await by.get("/v1/posts", params=asked)
        assert answer.status_code == 200, answer.text
        return sorted(row["title"] for row in answer.json()["data"])

    auditing = client.as_(auditor(PALEMBANG))
    assert len(await titles(auditing)) == 7
    assert await titles(auditing, is_held=False, q="guru") == ["Guru Ahli Pertama"] * 2
    assert await titles(auditing, unit_id=str(school), agency=PALEMBANG) == ["Guru Ahli Pertama"] * 4
    assert len(await titles(auditing, unit_id=str(office))) == 7
    assert await titles(auditing, kind="pelaksana", is_held=True) == ["Pengelola Keuangan"] * 2
    assert len(await titles(client.as_(unit_officer(PALEMBANG, school)))) == 4
    assert await titles(client.as_(officer("6671"))) == []
