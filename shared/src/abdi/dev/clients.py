"""The demo's agency systems: what each may ask for. Its secret is made per state folder and kept there."""

import json
from pathlib import Path
from secrets import token_urlsafe
from typing import Final, NamedTuple

SECRET_BYTES: Final = 24

READING: Final = (
    "performance.evaluation.read",
    "performance.plan.read",
    "personnel.agencies.read",
    "personnel.code_lists.read",
    "personnel.employees.read",
    "personnel.organisation.read",
    "promotion.eligibility.read",
    "training.course.read",
    "training.hours.read",
    "training.need.read",
    "training.programme.read",
)


class AgencySystem(NamedTuple):
    """One system of one agency."""

    client_id: str
    agency: str
    scopes: tuple[str, ...]


AGENCY_SYSTEMS: Final = (
    AgencySystem("palembang-portal", "5671", READING),
    AgencySystem("pontianak-payroll", "6671", ("personnel.employees.read", "personnel.organisation.read")),
)


def ensure_clients(file: Path) -> Path:
    """What the development issuer knows about agency systems; secrets are made once, and closed to others."""
    secrets = _kept_secrets(file)
    known = [
        {
            "client_id": system.client_id,
            "client_secret": secrets.get(system.client_id) or token_urlsafe(SECRET_BYTES),
            "agency": system.agency,
            "scopes": system.scopes,
        }
        for system in AGENCY_SYSTEMS
    ]
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(known, indent=1))
    return draft.replace(file)


def _kept_secrets(file: Path) -> dict[str, str]:
    try:
        return {one["client_id"]: one["client_secret"] for one in json.loads(file.read_text())}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
