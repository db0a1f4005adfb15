import json
import os
from pathlib import Path

import pytest

from abdi.cli.state import adopt_environment, owner_url

LEFT = {"DATABASE_URL": "postgresql://left", "NATS_URL": "nats://left"}


@pytest.fixture
def left_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {"ABDI_STATE": str(tmp_path), "NATS_URL": "nats://given"})
    folder = tmp_path / "environment"
    folder.mkdir()
    (folder / "toy.json").write_text(json.dumps(LEFT))


@pytest.mark.usefixtures("left_environment")
def test_environment_left_by_the_launcher_is_taken_where_nothing_is_given() -> None:
    adopt_environment("toy")
    assert os.environ["DATABASE_URL"] == "postgresql://left"
    assert os.environ["NATS_URL"] == "nats://given"


@pytest.mark.usefixtures("left_environment")
@pytest.mark.parametrize(("name", "value"), [("DATABASE_URL", "postgresql://given"), ("ENV", "production")])
def test_given_database_and_production_take_nothing(name: str, value: str) -> None:
    os.environ[name] = value
    before = dict(os.environ)
    adopt_environment("toy")
    assert dict(os.environ) == before


@pytest.mark.usefixtures("left_environment")
def test_unknown_service_takes_nothing() -> None:
    adopt_environment("other")
    assert "DATABASE_URL" not in os.environ


@pytest.mark.usefixtures("left_environment")
def test_owner_of_the_laptop_s_database_is_known_from_its_state(tmp_path: Path) -> None:
    address = "postgresql://toy:r@127.0.0.1:5000/toy?ssl=disable"
    (tmp_path / "environment" / "toy.json").write_text(json.dumps({"DATABASE_URL": address}))
    assert owner_url("toy") is None
    (tmp_path / "secrets.json").write_text(json.dumps({"postgres.toy_owner": "o/w"}))
    assert owner_url("toy") == "postgresql://toy_owner:o%2Fw@127.0.0.1:5000/toy?ssl=disable"
    assert owner_url("other") is None
    os.environ["ENV"] = "production"
    assert owner_url("toy") is None
