"""The access suite on the toy, and that it would notice."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from abdi.clock import new_id
from abdi.policy import Permission, in_agency, own
from abdi.testing.access_callers import namesakes_of
from abdi.testing.access_parts import parts_below
from abdi.testing.access_suite import FOREIGN_OFFICER, HOME, AccessSuite, Target
from abdi.testing.access_targets import Address, addresses_of
from abdi.testing.access_trials import Ledger, Trials
from abdi.testing.databases import TestDatabase, connected
from abdi.testing.principals import ServiceClient, auditor, officer
from abdi.tokens import TokenIssuer

NOT_FOUND = frozenset({404})


async def write(client: ServiceClient, text: str) -> str:
    answer = await client.as_(officer(HOME)).post("/v1/notes", json={"text": text})
    made: str = answer.json()["id"]
    return made


@pytest.fixture
async def targets(client: ServiceClient) -> Sequence[Target]:
    """Two notes of the agency: one is read, one is changed."""
    about: dict[str, Any] = {"employee_id": new_id(), "by": officer(HOME)}
    read, changed = await write(client, "one"), await write(client, "two")
    return [
        Target(operation="read_note", path={"note_id": read}, **about),
        Target(operation="change_note", path={"note_id": changed}, version=1, body={"text": "3"}, **about),
        # Whoever is an officer of any agency writes notes for the own one.
        Target(
            operation="write_note", by=officer(HOME), body={"text": "4"}, seen_by=frozenset({FOREIGN_OFFICER})
        ),
        Target(operation="list_notes", by=auditor(HOME), shows=read),
    ]


class TestToy(AccessSuite):
    @pytest.fixture
    async def targets(self, targets: Sequence[Target]) -> Sequence[Target]:
        return targets


@pytest.fixture
async def trials(
    app: FastAPI, client: ServiceClient, service_database: TestDatabase, targets: Sequence[Target]
) -> AsyncIterator[Trials]:
    async with connected(service_database.admin_url) as connection:
        yield Trials(client, Ledger(connection), addresses_of(app), targets)


@pytest.fixture
def token(client: ServiceClient, tokens: TokenIssuer) -> str:
    """Of somebody who is entitled, whom the suite must therefore report."""
    client.as_(officer(HOME))
    return tokens.issue(officer(HOME))


async def test_read_that_is_not_refused_is_noticed(trials: Trials, token: str) -> None:
    address, target = trials.pairs[0]
    await trials.refuse(address, target, who="x", token=token, expected=NOT_FOUND)
    got, differs, *noted = trials.findings
    assert "got 200, not [404]" in got
    assert "answers another way when there is no such object" in differs
    assert noted == ["GET /v1/notes/{note_id} by x: changed read_entry"]


async def test_change_of_a_row_is_noticed_although_their_number_stays(trials: Trials, token: str) -> None:
    address, target = trials.pairs[1]
    await trials.refuse(address, target, who="x", token=token, expected=frozenset({200}))
    assert "PATCH /v1/notes/{note_id} by x: changed note" in trials.findings


async def test_list_that_shows_the_object_is_noticed(trials: Trials, token: str) -> None:
    address, target = trials.pairs[3]
    await trials.see_nothing(address, target, who="x", token=token)
    assert trials.findings == ["GET /v1/notes by x: shows the object"]


async def test_new_row_of_somebody_else_is_noticed(trials: Trials, token: str) -> None:
    address, target = trials.pairs[2]
    await trials.see_nothing(address, target, who="x", token=token)
    assert "POST /v1/notes by x: changed outbox" in trials.findings


async def test_act_in_the_own_case_is_noticed(trials: Trials, token: str) -> None:
    address, target = trials.pairs[1]
    await trials.refuse_own_case(address, target, token=token)
    assert "in the own case: got 200" in trials.findings[0]


async def test_body_that_nobody_could_send_is_noticed(trials: Trials, token: str) -> None:
    address, target = trials.pairs[2]
    await trials.let_in(address, replace(target, body={"txt": "4"}), who="x", token=token)
    assert "POST /v1/notes by x: 422" in trials.findings[0]


def test_all_ids_of_an_address_are_replaced_and_the_last_one_alone() -> None:
    asked = Target(operation="x", by=officer(HOME), path={"a": "1", "b": "2"}, absent={"b": "none"})
    everything, last = (nothing.path for nothing in asked.nowhere())
    assert (everything["a"], everything["b"]) != ("1", "2")
    assert last == {"a": "1", "b": "none"}


async def test_file_is_sent_instead_of_a_body(trials: Trials, token: str) -> None:
    address, target = trials.pairs[2]
    file = replace(target, body=None, content=(b'{"text": "5"}', "application/json"))
    await trials.let_in(address, file, who="x", token=token)
    await trials.let_in(address, replace(file, content=(b"text", "text/plain")), who="x", token=token)
    (refused,) = trials.findings
    assert "POST /v1/notes by x: 4" in refused


def address_for(*rules: Any) -> Address:
    return Address("x", "GET", "/x/{id}", Permission(name="toy.x.read", rules=rules))


def test_what_is_about_an_applicant_is_asked_for_by_the_employee_with_the_same_id() -> None:
    superior, target = new_id(), Target(operation="x", by=officer(HOME), employee_id=new_id())
    address = address_for(own("applicant"), in_agency("auditor"))
    namesake, above = namesakes_of(address, target, superior)
    assert (namesake.principal.kind, namesake.principal.employee_id) == ("person", target.employee_id)
    assert (above.principal.employee_id, above.is_admitted(address)) == (superior, False)
    assert namesakes_of(address, replace(target, employee_id=None), superior) == []
    assert namesakes_of(address_for(own("applicant"), own()), target, superior) == []


def test_part_has_the_routes_of_its_permissions() -> None:
    address = address_for(own())
    assert address.is_part(("toy.x.", "toy.y."))
    assert address.is_part(AccessSuite.part)
    assert not address.is_part(("toy.y.",))


def test_parts_are_found_in_every_folder_below(tmp_path: Path) -> None:
    body = "from abdi.testing.access_suite import *\nclass TestAccess(AccessSuite): part = ({!r},)\n"
    for feature in ("a", "b"):
        (tmp_path / feature).mkdir()
        (tmp_path / feature / "test_access.py").write_text(body.format(f"toy.{feature}."))
    assert [part.part for part in parts_below(tmp_path)] == [("toy.a.",), ("toy.b.",)]
