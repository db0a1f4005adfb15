"""Making the requests of the access suite, and looking whether a refusal was one."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import asyncpg
import httpx

from abdi.testing.access_callers import Caller
from abdi.testing.access_targets import Address, Target

_TABLES: Final = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
FORBIDDEN: Final = 403
REFUSED: Final = frozenset({403, 404})
READS: Final = frozenset({"GET"})

State = Mapping[str, tuple[int, int]]


@dataclass
class Ledger:
    """The rows of every table: how many there are, and which transaction wrote the latest."""

    connection: "asyncpg.Connection[asyncpg.Record]"
    statement: str = ""

    async def state(self) -> State:
        """Both numbers by table; a change of either is a change of data."""
        if not self.statement:
            tables = [name for (name,) in await self.connection.fetch(_TABLES)]
            self.statement = " UNION ALL ".join(
                f"SELECT '{name}', count(*), coalesce(max(xmin::text::bigint), 0) FROM {name}"
                for name in tables
            )
        return {name: (count, latest) for name, count, latest in await self.connection.fetch(self.statement)}


@dataclass
class Trials:
    """Requests that must be refused; `findings` are those that were not, `count` is all of them."""

    client: httpx.AsyncClient
    ledger: Ledger
    addresses: Mapping[str, Address]
    targets: Sequence[Target]
    count: int = 0
    findings: list[str] = field(default_factory=list)

    @property
    def pairs(self) -> list[tuple[Address, Target]]:
        """Every target with its route."""
        return [(self.addresses[target.operation], target) for target in self.targets]

    async def ask(self, address: Address, target: Target, token: str | None) -> httpx.Response:
        """The request of `target`, with `token`."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        if target.version is not None:
            headers["If-Match"] = f'"{target.version}"'
        content = None
        if target.content is not None:
            content, headers["Content-Type"] = target.content
        return await self.client.request(
            address.method,
            address.path.format_map(target.path),
            params=dict(target.query),
            json=target.body,
            content=content,
            headers=headers,
        )

    async def refuse(
        self, address: Address, target: Target, *, who: str, token: str | None, expected: frozenset[int]
    ) -> None:
        """The request must be refused, change nothing, and say no more than if there were no object.

        403 to somebody who may see the object is no secret and is not compared.
        """
        before = await self.ledger.state()
        answer = await self.ask(address, target, token)
        self.count += 1
        wrong = [*self._wrong(answer, expected)]
        is_hidden = is_about_an_object(address, target) and who not in target.seen_by
        for nothing in target.nowhere() if is_hidden else ():
            self.count += 1
            if _said(await self.ask(address, nothing, token)) != _said(answer):
                wrong.append("answers another way when there is no such object")
        after = await self.ledger.state()
        wrong += [f"changed {table}" for table in after if after[table] != before[table]]
        self.findings += [f"{address.method} {address.path} by {who}: {what}" for what in wrong]

    async def see_nothing(self, address: Address, target: Target, *, who: str, token: str) -> None:
        """The list, search or batch must be refused, or show nothing of the object and change nothing."""
        before = await self.ledger.state()
        answer = await self.ask(address, target, token)
        self.count += 1
        wrong = []
        if answer.status_code not in REFUSED | {200, 207}:
            wrong.append(f"got {answer.status_code}: {answer.text[:300]}")
        if target.shows is not None and answer.status_code not in REFUSED and target.shows in answer.text:
            wrong.append("shows the object")
        after = await self.ledger.state()
        wrong += [f"changed {table}" for table in after if after[table] != before[table]]
        self.findings += [f"{address.method} {address.path} by {who}: {what}" for what in wrong]

    async def refuse_own_case(self, address: Address, target: Target, *, token: str) -> None:
        """The request must be refused because it is the caller's own case, and change nothing."""
        before = await self.ledger.state()
        answer = await self.ask(address, target, token)
        self.count += 1
        wrong = []
        if not _is_own_case(answer):
            wrong.append(f"got {answer.status_code}: {answer.text[:300]}")
        after = await self.ledger.state()
        wrong += [f"changed {table}" for table in after if after[table] != before[table]]
        self.findings += [f"{address.method} {address.path} in the own case: {what}" for what in wrong]

    async def let_in(self, address: Address, target: Target, *, who: str, token: str) -> None:
        """The request must succeed, and show what it is for."""
        answer = await self.ask(address, target, token)
        if not answer.is_success:
            self.findings.append(
                f"{address.method} {address.path} by {who}: {answer.status_code} {answer.text[:600]}"
            )
        elif target.shows is not None and target.shows not in answer.text:
            self.findings.append(f"{address.method} {address.path} by {who}: does not show {target.shows}")

    @staticmethod
    def _wrong(answer: httpx.Response, expected: frozenset[int]) -> Iterator[str]:
        if answer.status_code not in expected:
            yield f"got {answer.status_code}, not {sorted(expected)}: {answer.text[:300]}"
        elif answer.headers.get("content-type") != "application/problem+json":
            yield "the refusal is no problem+json"


def _is_own_case(answer: httpx.Response) -> bool:
    if answer.is_success:  # a batch says it of its item
        return [item["problem"] and item["problem"]["code"] for item in answer.json().get("items", ())] == [
            "own-case"
        ]
    return answer.status_code == FORBIDDEN and answer.json()["code"] == "own-case"


def is_about_an_object(address: Address, target: Target) -> bool:
    """Whether the request names an object: in the address, or in the query of what is no list of objects."""
    is_question = address.method in READS and bool(target.query) and target.shows is None
    return address.is_object or is_question


def expected_of(caller: Caller, address: Address, target: Target) -> frozenset[int]:
    """403 without the permission for anything, 404 for what is out of scope; whoever sees it may not act."""
    if not caller.is_admitted(address):
        return frozenset({403})
    return frozenset({403 if caller.name in target.seen_by else 404})


def may_read(caller: Caller, address: Address, target: Target) -> bool:
    """Whether this is no refusal at all: everybody (of the agency) reads such things."""
    return address.method in READS and caller.name in target.seen_by and caller.is_admitted(address)


def _said(answer: httpx.Response) -> tuple[int, Any, dict[str, str]]:
    """Everything but what differs between any two answers."""
    body = json.loads(answer.text) if answer.text else None
    if isinstance(body, dict):
        body.pop("instance", None)
    headers = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
    headers.pop("content-length", None)
    return answer.status_code, body, headers
