"""A gateway with development's issuer: its key, one agency's system and the demo's people in files."""

import json
from pathlib import Path
from typing import Any

import pytest

from abdi.tokens import DevKeys

SYSTEM = {
    "client_id": "portal",
    "client_secret": "s3cret:with/all+signs",
    "agency": "5671",
    "scopes": ["personnel.employees.read", "performance.plan.read"],
}
PEOPLE = [
    {
        "name": "siti",
        "label": "four years in rank",
        "nip": "199001012015032001",
        "agency": "5671",
        "roles": ["employee"],
        "employee_id": "0192f4c3-5a7e-7bbb-8000-123456789012",
    },
    {"name": "journey", "kind": "service", "roles": ["service"], "label": "a service account"},
]


@pytest.fixture
def issuer_settings(token_keys: DevKeys, tmp_path: Path) -> dict[str, Any]:
    """What turns the issuer on."""
    clients, people = tmp_path / "clients.json", tmp_path / "people.json"
    clients.write_text(json.dumps([SYSTEM]))
    people.write_text(json.dumps(PEOPLE))
    return {
        "env": "development",
        "dev_issuer_key_file": token_keys.private,
        "dev_clients_file": clients,
        "dev_people_file": people,
    }


@pytest.fixture
def settings_overrides(settings_overrides: dict[str, Any], issuer_settings: dict[str, Any]) -> dict[str, Any]:
    return settings_overrides | issuer_settings
