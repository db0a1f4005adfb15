"""Where the laptop keeps servers' data, passwords and keys; known here without the laptop's own packages."""

import json
import os
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

from abdi.clock import ShiftedClock

CLOCK_SHIFT_FILE: Final = "clock-shift"
"""Lies beside the laptop's keys."""


def shifted_clock() -> ShiftedClock:
    """The clock by which the laptop's suite lives."""
    return ShiftedClock(state_folder() / "keys" / CLOCK_SHIFT_FILE)


def state_folder() -> Path:
    """`ABDI_STATE`, or `.abdi` of the checkout."""
    given = os.environ.get("ABDI_STATE")
    return Path(given).expanduser().absolute() if given else Path(__file__).resolve().parents[4] / ".abdi"


def adopt_environment(service: str) -> None:
    """Configure this process as the laptop's `service`, unless the environment configures it already.

    The launcher leaves each service's environment in the state folder. Never in production.
    """
    if "DATABASE_URL" in os.environ or "SECRETS_DIR" in os.environ:
        return
    for name, value in left_environment(service).items():
        os.environ.setdefault(name, value)


def owner_url(service: str) -> str | None:
    """The address of the laptop's database of `service` for the role that migrates; None without one.

    Never in production.
    """
    address = left_environment(service).get("DATABASE_URL")
    kept = state_folder() / "secrets.json"
    if address is None or not kept.is_file():
        return None
    password = json.loads(kept.read_text())[f"postgres.{service}_owner"]
    parts = urlsplit(address)
    place = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{service}_owner:{quote(password, safe='')}@{place}").geturl()


def left_environment(service: str) -> dict[str, str]:
    """What the launcher last configured the laptop's `service` with; empty without it, and in production."""
    left = state_folder() / "environment" / f"{service}.json"
    if os.environ.get("ENV") == "production" or not left.is_file():
        return {}
    kept: dict[str, str] = json.loads(left.read_text())
    return kept
