"""Idempotency-Key: the same request twice has one effect and one answer.

The stored answer belongs to the transaction of the effect. It is given again to those only who still have the
authority with which they had the effect, and what was read for it is noted again.

A twin in progress is seen by an advisory lock, since a row of an open transaction is invisible to it.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

from fastapi import Request
from pydantic import TypeAdapter
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from abdi.audit.reads import NotedRead
from abdi.clock import Clock
from abdi.db.tables import idempotency_record as records
from abdi.i18n import Text
from abdi.problems import FieldError, IdempotencyKeyReused, Malformed, RequestInProgress

HEADER: Final = "Idempotency-Key"
KEPT_FOR: Final = timedelta(hours=24)
_KEPT_HEADERS: Final = ("content-type", "content-language", "etag", "link", "location", "vary")
_BEHIND: Final = "abdi"


@dataclass(frozen=True)
class KeyedRequest:
    """One request under its caller's key."""

    principal: str
    key: str
    fingerprint: str

    @property
    def lock(self) -> int:
        digest = sha256(f"{self.principal}\0{self.key}".encode()).digest()
        return int.from_bytes(digest[:8], "big", signed=True)


def keyed_request(request: Request, *, principal: str, body: bytes) -> KeyedRequest | None:
    """The request's key, if it sent one. Raises Malformed for a key we do not take."""
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not re.fullmatch(r"[\x21-\x7e]{1,255}", key):
        message = Text("1 sampai 255 karakter ASCII yang terlihat", "1 to 255 visible ASCII characters")
        error = FieldError(place="header", pointer=f"/{HEADER}", code="invalid_key", message=message)
        raise Malformed(errors=[error])
    version = request.headers.get("if-match", "")
    told = f"{request.method}\0{request.url.path}\0{request.url.query}\0{version}\0"
    return KeyedRequest(principal, key, sha256(told.encode() + body).hexdigest())


@dataclass(frozen=True)
class Behind:
    """What stands behind an answer: on what its permission was based, and what was read for it."""

    basis: frozenset[str] = frozenset()
    reads: tuple[NotedRead, ...] = ()


_BEHIND_IT: Final = TypeAdapter(Behind)


async def earlier_answer(
    session: AsyncSession, asked: KeyedRequest, clock: Clock
) -> tuple[Response, Behind] | None:
    """The stored answer; None when this is the first time, and then the key stays locked until the commit.

    Raises RequestInProgress while the twin runs, IdempotencyKeyReused when the key came with another request.
    """
    if not await session.scalar(select(func.pg_try_advisory_xact_lock(asked.lock))):
        raise RequestInProgress
    found = (
        await session.execute(
            select(records.c.fingerprint, records.c.status, records.c.headers, records.c.body).where(
                records.c.principal == asked.principal,
                records.c.key == asked.key,
                records.c.expires_at > clock.now(),
            )
        )
    ).one_or_none()
    if found is None:
        return None
    if found.fingerprint != asked.fingerprint:
        raise IdempotencyKeyReused
    headers: dict[str, Any] = found.headers | {"Idempotency-Replayed": "true"}
    behind = _BEHIND_IT.validate_python(headers.pop(_BEHIND))
    return Response(found.body, status_code=found.status, headers=headers), behind


async def remember_answer(
    session: AsyncSession, asked: KeyedRequest, response: Response, *, behind: Behind, clock: Clock
) -> None:
    """Store the answer in the transaction of its effect, unless it says that nobody may (`no-store`)."""
    if "no-store" in response.headers.get("cache-control", ""):
        return
    values = {
        "fingerprint": asked.fingerprint,
        "status": response.status_code,
        "headers": {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
        | {_BEHIND: _BEHIND_IT.dump_python(behind, mode="json")},
        "body": bytes(response.body).decode(),
        "expires_at": clock.now() + KEPT_FOR,
    }
    statement = insert(records).values(principal=asked.principal, key=asked.key, **values)
    await session.execute(
        statement.on_conflict_do_update(index_elements=[records.c.principal, records.c.key], set_=values)
    )


async def forget_expired(session: AsyncSession, clock: Clock) -> None:
    """Remove the answers that nobody may ask for again."""
    await session.execute(delete(records).where(records.c.expires_at <= clock.now()))
