"""Scopes that meet several agencies and permissions in one query."""

from datetime import date

from sqlalchemy import select

from abdi.clock import new_id
from abdi.directory import authority_of, reaches, scope, scope_of_any
from abdi.testing.archive import LETTERS, READ_LETTER, SEAL_LETTER, Letter
from abdi.testing.directories import Directory
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import employee, service_account

TODAY = date(2026, 3, 2)


async def test_superior_here_who_stands_in_elsewhere_sees_both(unit: Unit, directory: Directory) -> None:
    mine, boss = await directory.person(), await directory.person(agency="6671")
    people = {
        await directory.person(superior_id=mine): "5671",
        await directory.person(superior_id=boss, agency="6671"): "6671",
        await directory.person(agency="6671"): "6671",
    }
    await directory.grant(mine, of=boss, kind="plt", agency="6671")
    async with unit() as session:
        session.add_all(Letter(id=new_id(), agency=a, employee_id=person) for person, a in people.items())
        await session.flush()
        me = await authority_of(session, employee(mine), TODAY)
        visible = scope(me, READ_LETTER, LETTERS)
        seen = await session.scalars(select(Letter.employee_id).where(visible).order_by(Letter.agency))
        assert list(seen) == list(people)[:2]


async def test_who_may_only_act_finds_what_may_be_acted_on(unit: Unit, directory: Directory) -> None:
    mine, boss = await directory.person(), await directory.person()
    person = await directory.person(superior_id=boss)
    await directory.grant(mine, of=boss, kind="delegation", actions=[SEAL_LETTER.name])
    async with unit() as session:
        session.add(Letter(id=new_id(), agency="5671", employee_id=person))
        await session.flush()
        me = await authority_of(session, employee(mine), TODAY)
        for visible, number in (
            (scope(me, READ_LETTER, LETTERS), 0),
            (scope(me, SEAL_LETTER, LETTERS), 1),
            (scope_of_any(me, (READ_LETTER, SEAL_LETTER), LETTERS), 1),
        ):
            assert len((await session.scalars(select(Letter.id).where(visible))).all()) == number


async def test_person_within_reach_is_told_from_the_directory_alone(unit: Unit, directory: Directory) -> None:
    head, foreign = await directory.person(), await directory.person(agency="6671")
    mine = await directory.person(superior_id=head)
    unknown = new_id()
    async with unit() as session:
        for principal, within in (
            (await authority_of(session, employee(head), TODAY), {head, mine}),
            (await authority_of(session, employee(mine), TODAY), {mine}),
            (await authority_of(session, employee(unknown), TODAY), {unknown}),
            (await authority_of(session, service_account("gateway"), TODAY), {head, mine, foreign, unknown}),
        ):
            people = (head, mine, foreign, unknown)
            seen = {
                one for one in people if await session.scalar(select(reaches(principal, READ_LETTER, one)))
            }
            assert seen == within, principal.subject
