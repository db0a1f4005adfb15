"""Participant numbers, given to all at once."""

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.tables import audit_entry
from abdi.testing.observers import Events, count_queries
from abdi.testing.principals import ServiceClient, auditor, officer
from abdi.testing.problems import assert_problem
from recruitment.applications.models import Application
from recruitment.participants.rules import is_number, may_have_lost_digits, number_of
from recruitment.selections.models import Selection

Selecting = Callable[..., Awaitable[Selection]]
Applying = Callable[..., Awaitable[list[Application]]]
Numbered = Callable[..., Awaitable[dict[UUID, str]]]
GIVEN = "recruitment.selection.participants_numbered"


def address(selection_id: UUID) -> str:
    return f"/v1/selections/{selection_id}/participant-numbers"


def test_a_number_has_seventeen_digits_and_begins_with_the_intake() -> None:
    numbers = [number_of(2024, running) for running in (*range(1, 2_000), 10**13 - 1)]
    assert all(is_number(number) and number.startswith("24") for number in numbers)
    assert sorted(set(numbers)) == numbers


def test_no_number_looks_as_if_a_spreadsheet_had_rounded_it() -> None:
    assert not any(may_have_lost_digits(number_of(2024, running)) for running in range(1, 5_000))
    assert may_have_lost_digits("24000000000001200")


def test_no_mistyped_digit_and_no_exchange_of_neighbours_gives_a_valid_number() -> None:
    number = number_of(2024, 1_234_567)
    wrong = {number[:place] + digit + number[place + 1 :] for place in range(17) for digit in "0123456789"}
    wrong |= {number[:p] + number[p + 1] + number[p] + number[p + 2 :] for p in range(16)}
    assert [one for one in wrong if int(one) % 97 == int(number) % 97] == [number]


@pytest.mark.parametrize("running", [0, -1, 10**13])
def test_what_does_not_fit_is_no_running_number(running: int) -> None:
    with pytest.raises(ValueError, match="thirteen"):
        number_of(2024, running)


async def test_all_eligible_get_a_number_and_the_others_none(
    numbered: Numbered, applying: Applying, selection: Selection, events: Events, session: AsyncSession
) -> None:
    eligible = await applying(selection, 3)
    await applying(selection, 2, state="not_eligible")
    audited = await session.scalar(select(func.count()).select_from(audit_entry)) or 0
    numbers = await numbered(selection)
    assert set(numbers) == {one.id for one in eligible}
    assert len({*numbers.values()}) == 3
    assert all(is_number(number) and number.startswith("24") for number in numbers.values())
    told = await events.only(GIVEN)
    assert (told.data["count"], told.aggregate_id) == (3, selection.id)
    assert (told.data["first"], told.data["last"]) == (min(numbers.values()), max(numbers.values()))
    await session.rollback()
    entries = (await session.execute(select(audit_entry).order_by(audit_entry.c.at))).all()
    assert len(entries) == audited + 1
    assert {one.changes["bulk"][0]["manifest"]["count"] for one in entries if "bulk" in one.changes} == {3}


async def test_who_has_a_number_keeps_it(
    numbered: Numbered, applying: Applying, selection: Selection, events: Events, committee: ServiceClient
) -> None:
    await applying(selection, 2)
    first = await numbered(selection)
    assert await numbered(selection) == first
    assert len(await events.published(GIVEN)) == 1
    await applying(selection, 1)
    answer = (await committee.post(address(selection.id))).json()
    assert answer == {"selection_id": str(selection.id), "given": 1, "kept": 2}
    assert first.items() <= (await numbered(selection)).items()


async def test_numbers_differ_between_selections(
    numbered: Numbered, applying: Applying, selecting: Selecting
) -> None:
    one, other = await selecting(), await selecting()
    await applying(one, 2)
    await applying(other, 2)
    assert {*(await numbered(one)).values()}.isdisjoint((await numbered(other)).values())


async def test_the_number_of_statements_does_not_grow_with_the_applicants(
    committee: ServiceClient, applying: Applying, selecting: Selecting
) -> None:
    small, large = await selecting(), await selecting()
    await applying(small, 2)
    await applying(large, 60)
    with count_queries() as few:
        assert (await committee.post(address(small.id))).json()["given"] == 2
    with count_queries() as many:
        assert (await committee.post(address(large.id))).json()["given"] == 60
    assert 0 < len(many) <= len(few)


async def test_a_draft_has_no_participants(committee: ServiceClient, selecting: Selecting) -> None:
    draft = await selecting(state="draft", announced_at=None, rule_set=None)
    problem = assert_problem(await committee.post(address(draft.id)), 409, "selection-not-under-way")
    assert (problem["current_state"], problem["allowed"]) == (
        "draft",
        ["announcement", "cancellation", "change"],
    )


async def test_others_number_nobody(client: ServiceClient, selection: Selection) -> None:
    assert_problem(await client.as_(auditor("5671")).post(address(selection.id)), 403, "forbidden")
    assert_problem(await client.as_(officer("6671")).post(address(selection.id)), 404, "not-found")
    assert_problem(await client.as_(officer("5671")).post(address(uuid4())), 404, "not-found")
