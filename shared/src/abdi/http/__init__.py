"""HTTP: routes that are units of work, what endpoints depend on, errors as problem+json."""

from abdi.http.dependencies import ClockNow, DbSession, IfMatch, Locale, check_version, set_etag
from abdi.http.route import ServiceRouter, UnitOfWorkRoute

__all__ = [
    "ClockNow",
    "DbSession",
    "IfMatch",
    "Locale",
    "ServiceRouter",
    "UnitOfWorkRoute",
    "check_version",
    "set_etag",
]
