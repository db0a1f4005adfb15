import json
import stat
from pathlib import Path

from abdi.dev.clients import AGENCY_SYSTEMS, ensure_clients


def test_secrets_of_agency_systems_are_made_once_and_closed_to_others(tmp_path: Path) -> None:
    file = ensure_clients(tmp_path / "clients.json")
    first = json.loads(file.read_text())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len({client["client_secret"] for client in first}) == len(AGENCY_SYSTEMS)
    assert json.loads(ensure_clients(file).read_text()) == first


def test_new_agency_system_gets_a_secret_beside_the_old_ones(tmp_path: Path) -> None:
    file = ensure_clients(tmp_path / "clients.json")
    first, *others = json.loads(file.read_text())
    file.write_text(json.dumps(others))
    again = json.loads(ensure_clients(file).read_text())
    assert again[1:] == others
    assert again[0]["client_secret"] not in {"", first["client_secret"]}
