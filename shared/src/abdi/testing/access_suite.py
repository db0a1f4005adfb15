"""The proof that nobody gets at what is not theirs: `class TestAccess(AccessSuite)`, one file per service.

    class TestAccess(AccessSuite):
        @pytest.fixture
        async def targets(self, note: Note) -> Sequence[Target]:
            about = {"path": {"note_id": note.id}, "employee_id": note.employee_id, "by": officer(HOME)}
            return [
                Target(operation="get_note", **about),
                Target(operation="change_note", body={"text": "new"}, version=1, **about),
                Target(operation="list_notes", by=officer(HOME), shows=str(note.id)),
            ]

Everything belongs to the agency `HOME`. Each target needs an object of its own, if its request changes it.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from typing import ClassVar, Final

import pytest
from fastapi import FastAPI

from abdi.clock import FixedClock
from abdi.testing.access_callers import (
    COLLEAGUES,
    EVERYBODY,
    FEW,
    FOREIGN_OFFICER,
    Caller,
    Neighbourhood,
    another_applicant,
    namesakes_of,
    systems_for,
)
from abdi.testing.access_exports import export_targets
from abdi.testing.access_imports import about_the_caller, import_targets
from abdi.testing.access_targets import ABROAD, HOME, Address, Target, addresses_of
from abdi.testing.access_tokens import BadTokens
from abdi.testing.access_trials import READS, Ledger, Trials, expected_of, is_about_an_object, may_read
from abdi.testing.databases import TestDatabase, connected
from abdi.testing.message_fixtures import Unit
from abdi.testing.policy_report import ACCESS
from abdi.testing.principals import ServiceClient, officer
from abdi.testing.service import ServiceUnderTest
from abdi.tokens import DevKeys, TokenIssuer

__all__ = ["ABROAD", "COLLEAGUES", "EVERYBODY", "FOREIGN_OFFICER", "HOME", "AccessSuite", "Target"]

Callers = Callable[[Address, Target], Iterator[tuple[Caller, str]]]
"""Everybody who must be refused at a route, each with a good token."""

OF_THE_CALLER: Final = frozenset({"list_abilities"})
"""Routes that answer about the caller alone."""


class AccessSuite:
    """Promises about refusals; see the module for what a service gives.

    `impersonal` names further lists in which nobody's objects are. `part`: beginnings of the names of
    permissions whose routes are tried, when the suite of a service is in several files; `PartsSuite` then
    says that no route is left out.
    """

    impersonal: ClassVar[frozenset[str]] = frozenset()
    part: ClassVar[tuple[str, ...]] = ("",)

    @pytest.fixture
    async def targets(self) -> Sequence[Target]:
        pytest.fail("give the suite a request to every route: override `targets`")

    @pytest.fixture
    def bad_tokens(self, token_keys: DevKeys, clock: FixedClock, tmp_path: Path) -> BadTokens:
        """Tokens that nobody enters with."""
        return BadTokens(token_keys, clock, tmp_path)

    @pytest.fixture
    async def tried(
        self, service: ServiceUnderTest, targets: Sequence[Target], app: FastAPI, unit: Unit
    ) -> Sequence[Target]:
        """The service's targets, the read audit about the first person among them, and its files."""
        addresses = addresses_of(app)
        async with unit() as session:
            added = [*await import_targets(session, app), *await export_targets(session, app)]
        if addresses["list_reads"].is_part(self.part):
            person = next((target.employee_id for target in targets if target.employee_id), None)
            assert person is not None, f"no target of {service.name} is about a person"
            query = {"employee_id": str(person)}
            added.append(Target(operation="list_reads", query=query, employee_id=person, by=officer(HOME)))
        return [*targets, *(one for one in added if addresses[one.operation].is_part(self.part))]

    @pytest.fixture
    async def trials(
        self, app: FastAPI, client: ServiceClient, service_database: TestDatabase, tried: Sequence[Target]
    ) -> AsyncIterator[Trials]:
        async with connected(service_database.admin_url) as connection:
            yield Trials(client, Ledger(connection), addresses_of(app), tried)

    @pytest.fixture
    async def callers(
        self, unit: Unit, clock: FixedClock, client: ServiceClient, tried: Sequence[Target]
    ) -> Callers:
        neighbourhood = Neighbourhood(clock.today())
        async with unit() as session:
            people = await neighbourhood.settle(session, tried)
        if client.knows_applicants:
            people.append(another_applicant())

        def around(address: Address, target: Target) -> Iterator[tuple[Caller, str]]:
            namesakes = namesakes_of(address, target, neighbourhood.superior)
            for caller in (*people, *namesakes, *systems_for(address)):
                if caller.name in FEW or not target.is_repeated:
                    yield caller, client.token_of(caller.principal)

        return around

    def test_every_route_is_tried(self, trials: Trials, app: FastAPI, request: pytest.FixtureRequest) -> None:
        exempt = OF_THE_CALLER | self.impersonal | about_the_caller(app)
        routes = {
            name: address
            for name, address in trials.addresses.items()
            if name not in exempt and address.is_part(self.part)
        }
        given = {target.operation for target in trials.targets}
        assert set(routes) - given == set(), "routes without a target"
        assert given - set(routes) == set(), "targets without a route"
        objects = sum(address.is_object for address in routes.values())
        _report(request, {"object routes": objects, "other routes": len(routes) - objects})

    async def test_nobody_enters_without_a_good_token(
        self, trials: Trials, bad_tokens: BadTokens, request: pytest.FixtureRequest
    ) -> None:
        for address, target in trials.pairs:
            for who, token in bad_tokens.of(target):
                await trials.refuse(address, target, who=who, token=token, expected=frozenset({401}))
        _conclude(trials, request)

    async def test_wrong_caller_gets_at_no_object(
        self, trials: Trials, callers: Callers, request: pytest.FixtureRequest
    ) -> None:
        for address, target in trials.pairs:
            for caller, token in callers(address, target) if is_about_an_object(address, target) else ():
                if may_read(caller, address, target):
                    await trials.let_in(address, target, who=caller.name, token=token)
                else:
                    expected = expected_of(caller, address, target)
                    await trials.refuse(address, target, who=caller.name, token=token, expected=expected)
        _conclude(trials, request)

    async def test_wrong_caller_neither_lists_finds_nor_adds_anything(
        self, trials: Trials, callers: Callers, request: pytest.FixtureRequest
    ) -> None:
        for address, target in trials.pairs:
            for caller, token in () if is_about_an_object(address, target) else callers(address, target):
                if not caller.is_admitted(address):
                    expected = frozenset({403})
                    await trials.refuse(address, target, who=caller.name, token=token, expected=expected)
                elif caller.name not in target.seen_by:
                    await trials.see_nothing(address, target, who=caller.name, token=token)
        _conclude(trials, request)

    async def test_nobody_acts_in_the_own_case(
        self, trials: Trials, client: ServiceClient, tokens: TokenIssuer, *, request: pytest.FixtureRequest
    ) -> None:
        for address, target in trials.pairs:
            asked = address.permission
            if asked.not_own and "agency_officer" in asked.roles and target.employee_id is not None:
                person = officer(HOME, employee_id=target.employee_id, subject=f"own-{target.employee_id}")
                client.as_(person)
                await trials.refuse_own_case(address, target, token=tokens.issue(person))
        _conclude(trials, request)

    @pytest.mark.usefixtures("callers")
    async def test_entitled_caller_is_let_in(self, trials: Trials, client: ServiceClient) -> None:
        # Reading comes first: what is changed may be gone from lists.
        for address, target in sorted(trials.pairs, key=lambda pair: pair[0].method not in READS):
            client.as_(target.by)
            await trials.let_in(address, target, who=target.by.subject, token=client.token_of(target.by))
        assert not trials.findings, "\n".join(["", *trials.findings])


def _conclude(trials: Trials, request: pytest.FixtureRequest) -> None:
    assert not trials.findings, "\n".join(["", *trials.findings])
    _report(request, {"requests refused": trials.count})


def _report(request: pytest.FixtureRequest, counted: dict[str, int]) -> None:
    service: ServiceUnderTest = request.getfixturevalue("service")
    request.node.user_properties.append((ACCESS, (service.name, counted)))
