"""What endpoints ask for: session, clock, language, versions."""

import re
from typing import Annotated, Final, Protocol, cast

from fastapi import Depends, Header, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import Clock
from abdi.i18n import LocaleCode, Text, preferred_locale
from abdi.kit import kit_of
from abdi.problems import FieldError, Malformed, PreconditionFailed, PreconditionRequired

_NO_VERSION: Final = Text(
    id='satu versi seperti pada ETag, dengan tanda kutip: "3"; bukan * dan bukan tag lemah (W/)',
    en='one version as in ETag, in quotation marks: "3"; not * and no weak tag (W/)',
)


async def _session(request: Request) -> AsyncSession:
    return cast("AsyncSession", request.state.session)


async def _clock(request: Request) -> Clock:
    return kit_of(request).clock


async def _locale(request: Request, response: Response) -> LocaleCode:
    locale = preferred_locale(request.headers.get("accept-language"))
    response.headers["Content-Language"] = locale
    response.headers["Vary"] = "Accept-Language"
    return locale


async def _if_match(
    if_match: Annotated[
        str | None, Header(alias="If-Match", description='the version last seen, as in ETag: `"3"`')
    ] = None,
) -> int:
    if if_match is None:
        raise PreconditionRequired
    strong = re.fullmatch(r'"(\d{1,18})"', if_match.strip(), re.ASCII)
    if strong is None:
        error = FieldError(place="header", pointer="/If-Match", code="invalid_version", message=_NO_VERSION)
        raise Malformed(errors=[error])
    return int(strong[1])


DbSession = Annotated[AsyncSession, Depends(_session)]
"""The session of this request's unit of work; the route class commits it."""

ClockNow = Annotated[Clock, Depends(_clock)]

Locale = Annotated[LocaleCode, Depends(_locale)]
"""The caller's language; the answer then says that it is in it."""

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
