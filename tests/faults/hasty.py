"""Services for which time is short: a consumer with little patience, a ledger whose clock runs fast."""

from datetime import datetime, timedelta
from typing import Final

from fastapi import FastAPI

from abdi.app import build_service
from abdi.auth import key_sets
from abdi.clock import SystemClock
from abdi.messaging import relay
from promotion.app import create_app
from tests.faults.ledger import Base, Settings, create_ledger, hasten, router

TIMES: Final = 30
"""So many times as fast: half a minute is a second."""

FRESH_FOR: Final = timedelta(seconds=90)
"""The issuer's keys: three seconds of real time."""


def create_promotion() -> FastAPI:
    hasten()
    return create_app()


class FastClock(SystemClock):
    """Ahead of the machine's since the start of the process, and more so every moment."""

    def __init__(self) -> None:
        super().__init__()
        self._begin = super().now()

    def now(self) -> datetime:
        real = super().now()
        return real + (TIMES - 1) * (real - self._begin)


def create_hasty_ledger() -> FastAPI:
    """The ledger whose relay gives up a silent line soon, and whose place is free soon after."""
    relay.COMMAND_SECONDS, relay.SILENT_SECONDS = 3.0, 6.0
    return create_ledger()


def create_fast_ledger() -> FastAPI:
    """The ledger for which the issuer's keys are soon due."""
    key_sets.FRESH_FOR = FRESH_FOR
    return build_service(Settings(), title="Ledger", base=Base, routers=[router], clock=FastClock())
