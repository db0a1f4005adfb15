"""Who is above whom and which units are above which, also where the registry is not orderly."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import new_id
from abdi.directory import people_below, people_in_unit, resource_of, resources_of, units_below
from abdi.policy import Resource
from abdi.testing.directories import Directory
from abdi.testing.observers import count_queries


async def test_everybody_above_a_person_and_all_units_above_the_own_are_found(
    session: AsyncSession, directory: Directory
) -> None:
    top = await directory.unit()
    office = await directory.unit(parent_id=top)
    head = await directory.person(unit_id=top)
    chief = await directory.person(unit_id=office, superior_id=head)
    clerk = await directory.person(unit_id=office, superior_id=chief)
    with count_queries() as statements:
        found = await resource_of(session, agency="5671", employee_id=clerk)
    assert found == Resource(
        "5671", clerk, superiors=frozenset({chief, head}), units=frozenset({office, top})
    )
    assert sum("directory_person" in statement for statement in statements.sent) == 1
    assert set(await session.scalars(people_below(head))) == {chief, clerk}
    assert set(await session.scalars(people_in_unit(top))) == {head, chief, clerk}


async def test_circles_of_superiors_and_units_come_to_an_end(
    session: AsyncSession, directory: Directory
) -> None:
    one, two, three = new_id(), new_id(), new_id()
    left, right = new_id(), new_id()
    for person, superior in ((one, two), (two, three), (three, one)):
        await directory.person(person, superior_id=superior, unit_id=left)
    for unit, parent in ((left, right), (right, left)):
        await directory.unit(unit, parent_id=parent)
    found = await resource_of(session, agency="5671", employee_id=one)
    assert found.superiors == {one, two, three}
    assert found.units == {left, right}
    assert set(await session.scalars(people_below(one))) == {one, two, three}
    assert set(await session.scalars(units_below([left]))) == {left, right}


async def test_person_heard_of_before_the_unit_stands_in_it_all_the_same(
    session: AsyncSession, directory: Directory
) -> None:
    unheard_of, boss = new_id(), new_id()
    person = await directory.person(unit_id=unheard_of, superior_id=boss)
    found = await resource_of(session, agency="5671", employee_id=person)
    assert found.superiors == {boss}
    assert found.units == {unheard_of}
    assert list(await session.scalars(people_in_unit(unheard_of))) == [person]
    assert list(await session.scalars(people_below(boss))) == [person]


async def test_things_without_a_person_stand_in_their_unit_or_agency(
    session: AsyncSession, directory: Directory
) -> None:
    top = await directory.unit()
    office = await directory.unit(parent_id=top)
    assert await resource_of(session, agency="5671", unit_id=office) == Resource(
        "5671", units=frozenset({office, top})
    )
    assert await resource_of(session, agency="5671") == Resource("5671")


async def test_many_people_take_one_query_and_the_unknown_stand_alone(
    session: AsyncSession, directory: Directory
) -> None:
    boss = await directory.person()
    people: dict[UUID, str] = {await directory.person(superior_id=boss): "5671" for _ in range(5)}
    nobody = new_id()
    with count_queries() as statements:
        found = await resources_of(session, {**people, nobody: "6671"})
    assert len([one for one in statements.sent if "directory" in one]) == 1
    assert {found[person].superiors for person in people} == {frozenset({boss})}
    assert found[nobody] == Resource("6671", nobody)
    assert await resources_of(session, {}) == {}


async def test_one_query_may_hold_several_trees(session: AsyncSession, directory: Directory) -> None:
    one, two = await directory.person(), await directory.person()
    below = {await directory.person(superior_id=one), await directory.person(superior_id=two)}
    both = select(people_below(one).union(people_below(two)).subquery())
    assert set(await session.scalars(both)) == below
