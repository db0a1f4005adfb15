"""Many applicants at once: bounded, patient with a full house, and with the mails that bring their codes."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

import httpx

from tests.journeys.selection.people import Person
from tests.journeys.suite import is_under_way

_AT_ONCE: Final = 16
_ATTEMPTS: Final = 8
_PATIENCE_SECONDS: Final = 120.0
_MAIL_SECONDS: Final = 600.0
_MAIL_POLL_SECONDS: Final = 0.8
_SAID_EVERY_SECONDS: Final = 15.0
_CODE: Final = re.compile(r"\b(\d{4} \d{4})\b")
_MAILBOX: Final = "/v1/dev/mailbox"
ACCOUNTS: Final = "/v1/public/applicants"
SIGN_INS: Final = "/v1/public/applicant-sign-ins"
Say = Callable[[str], None]


@dataclass
class Postman:
    """Codes out of development's mailbox, which everybody shares: one look for all who wait."""

    client: httpx.AsyncClient
    used: dict[str, set[str]] = field(default_factory=dict)
    _waiting: dict[str, asyncio.Future[str]] = field(default_factory=dict)

    async def code_for(self, address: str) -> str:
        """The newest code that was not used yet. Raises TimeoutError when no mail comes."""
        waits: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting[address] = waits
        try:
            code = await asyncio.wait_for(waits, _MAIL_SECONDS)
        finally:
            self._waiting.pop(address, None)
        self.used.setdefault(address, set()).add(code)
        return code

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await asyncio.sleep(_MAIL_POLL_SECONDS)
            if self._waiting:
                answer = await self.client.get(_MAILBOX, headers={"Accept": "application/json"})
                answer.raise_for_status()
                self._hand_out(answer.json()["data"])

    def _hand_out(self, mails: Sequence[dict[str, str]]) -> None:
        for mail in mails:
            waits = self._waiting.get(mail["to"])
            code = _CODE.search(mail["text"])
            if waits is None or waits.done() or code is None:
                continue
            if code[1] not in self.used.get(mail["to"], ()):
                waits.set_result(code[1])


@dataclass
class Crowd:
    """What people of the crowd can do; an answer that is no success is an AssertionError with its text."""

    client: httpx.AsyncClient
    postman: Postman

    async def call(self, method: str, path: str, person: Person | None = None, **given: Any) -> Any:
        """The body of a successful answer; a full house is tried again."""
        headers = dict(given.pop("headers", {}))
        if person is not None:
            headers |= {"Authorization": f"Bearer {person.token}"}
            if method == "POST":
                headers["Idempotency-Key"] = str(uuid4())
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                answer = await self.client.request(method, path, headers=headers, **given)
            except httpx.TransportError:
                if attempt == _ATTEMPTS:
                    raise
            else:
                if not is_under_way(answer) or attempt == _ATTEMPTS:
                    assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
                    return answer.json() if answer.content else None
            await asyncio.sleep(attempt)
        raise AssertionError(f"{method} {path}: no answer")

    async def register(self, person: Person) -> None:
        """Open an account, and come in with the code that was sent to the address."""
        facts = {"name": person.name, "nik": person.nik, "sex": person.sex, "address": person.address}
        born = {"birth_date": person.birth_date.isoformat(), "birth_place": "Pontianak"}
        await self.call("POST", ACCOUNTS, json=facts | born)
        await self._come_in(person)

    async def sign_in(self, person: Person) -> None:
        """Come in again: a token ends while the days go by."""
        await self.call("POST", SIGN_INS, json={"address": person.address})
        await self._come_in(person)

    async def _come_in(self, person: Person) -> None:
        code = await self.postman.code_for(person.address)
        told = {"address": person.address, "code": code}
        answer = await self.call("POST", f"{SIGN_INS}:confirm", json=told)
        person.token = answer["access_token"]


Doing = Callable[[Crowd, Person], Awaitable[None]]


@dataclass
class Door:
    """Where the crowd comes in: the gateway, and the service's own port for development's mailbox."""

    gateway: str
    mailbox: str
    say: Say
    used: dict[str, set[str]] = field(default_factory=dict)

    def all_do(self, people: Sequence[Person], do: Doing, *, what: str) -> None:
        """Everybody does something. Raises what the first failure raised."""
        asyncio.run(self._all_do(people, do, what))

    async def _all_do(self, people: Sequence[Person], do: Doing, what: str) -> None:
        begin = said = time.monotonic()
        places, done = asyncio.Semaphore(_AT_ONCE), 0

        async def one(crowd: Crowd, person: Person) -> None:
            nonlocal done, said
            async with places:
                await do(crowd, person)
            done += 1
            if time.monotonic() - said > _SAID_EVERY_SECONDS:
                said = time.monotonic()
                self.say(f"     {done:,} of {len(people):,} after {said - begin:.0f} s")

        async with self._opened() as crowd, asyncio.TaskGroup() as mails:
            looking = mails.create_task(crowd.postman.run())
            async with asyncio.TaskGroup() as group:
                for person in people:
                    group.create_task(one(crowd, person))
            looking.cancel()
        self.say(f"   {len(people):,} {what} in {time.monotonic() - begin:.1f} s")

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[Crowd]:
        limits = httpx.Limits(max_connections=_AT_ONCE)
        async with (
            httpx.AsyncClient(base_url=self.gateway, timeout=_PATIENCE_SECONDS, limits=limits) as client,
            httpx.AsyncClient(base_url=self.mailbox, timeout=_PATIENCE_SECONDS) as mailbox,
        ):
            yield Crowd(client, Postman(mailbox, self.used))
