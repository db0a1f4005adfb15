"""What endpoints ask for: session, clock, language, versions."""

import re
from typing import Annotated, Protocol, cast

from fastapi import Depends, Header, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import Clock
from abdi.i18n import LocaleCode, preferred_locale
from abdi.kit import kit_of
from abdi.problems import PreconditionFailed, PreconditionRequired


async def _session(request: Request) -> AsyncSession:
    return cast("AsyncSession", request.state.session)


async def _clock(request: Request) -> Clock:
    return kit_of(request).clock


async def _locale(request: Request) -> LocaleCode:
    return preferred_locale(request.headers.get("accept-language"))


async def _if_match(
    if_match: Annotated[
        str | None, Header(alias="If-Match", description='the version last seen, as in ETag: `"3"`')
    ] = None,
) -> int:
    if if_match is None:
        raise PreconditionRequired
    strong = re.fullmatch(r'"(\d{1,18})"', if_match.strip())
    if strong is None:
        raise PreconditionFailed
    return int(strong[1])


DbSession = Annotated[AsyncSession, Depends(_session)]
"""The session of this request's unit of work; the route class commits it."""

ClockNow = Annotated[Clock, Depends(_clock)]

Locale = Annotated[LocaleCode, Depends(_locale)]

IfMatch = Annotated[int, Depends(_if_match)]
"""The version that the caller last saw; 428 when not sent. Compare it with `check_version`."""


class HasVersion(Protocol):
    """Anything with a row version."""

    @property
    def version(self) -> int: ...


def check_version(changing: HasVersion, seen: int) -> None:
    """Go on when the caller saw the latest version. Raises PreconditionFailed otherwise."""
    if changing.version != seen:
        raise PreconditionFailed(current_version=changing.version)


def set_etag(response: Response, version: int) -> None:
    """Tell the caller which version this is."""
    response.headers["ETag"] = f'"{version}"'
