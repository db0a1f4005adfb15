import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from abdi.auth import TokenVerifier
from abdi.cli import build
from abdi.settings import AppSettings
from abdi.tokens import Principal, ensure_dev_keys

EMPLOYEE = "0192f4c3-5a7e-7bbb-8000-123456789012"
SITI = {"name": "siti", "label": "Staf", "nip": "199001012015031001", "agency": "5671", "roles": ["employee"]}


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ABDI_STATE", str(tmp_path))
    monkeypatch.delenv("ENV", raising=False)
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "people.json").write_text(json.dumps([SITI | {"employee_id": EMPLOYEE}]))
    return tmp_path


def told(*arguments: str) -> str:
    result = CliRunner().invoke(build(["token"]), ["token", *arguments])
    assert result.exit_code == 0, result.output
    return result.output.strip()


def principal(state: Path, token: str) -> Principal:
    keys = ensure_dev_keys(state / "keys")
    return asyncio.run(TokenVerifier(AppSettings(name="toy", token_keys_file=keys.public)).verify(token))


def test_token_of_a_person_of_the_demonstration(state: Path) -> None:
    siti = principal(state, told("--as", "siti"))
    assert (siti.subject, siti.kind, siti.agency) == ("demo:siti", "person", "5671")
    assert str(siti.employee_id) == EMPLOYEE
    assert siti.roles == {"employee"}


def test_token_of_stated_facts(state: Path) -> None:
    facts = ["--subject", "x", "--kind", "service", "--agency", "1", "--role", "service", "--role", "auditor"]
    stated = principal(state, told(*facts))
    assert (stated.subject, stated.kind, stated.agency) == ("x", "service", "1")
    assert stated.roles == {"service", "auditor"}


@pytest.mark.parametrize("arguments", [[], ["--as", "nobody"], ["--as", "siti", "--subject", "x"]])
def test_unclear_request_is_refused(state: Path, arguments: list[str]) -> None:
    assert CliRunner().invoke(build(["token"]), ["token", *arguments]).exit_code == 2


def test_production_gets_no_token(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENV", "production")
    result = CliRunner().invoke(build(["token"]), ["token", "--subject", "x"])
    assert result.exit_code == 1
    assert "refused" in result.output


def test_missing_state_is_explained_and_not_made(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ABDI_STATE", str(state / "none"))
    result = CliRunner().invoke(build(["token"]), ["token", "--subject", "x"])
    assert result.exit_code == 1
    assert "make run" in result.output
    assert not (state / "none").exists()


def test_token_starts_without_web_framework_or_database_library() -> None:
    script = (
        "import sys; from abdi.cli import build; build(['token']); "
        "sys.exit(any(m in sys.modules for m in ('fastapi', 'sqlalchemy', 'nats')))"
    )
    finished = subprocess.run([sys.executable, "-c", script], check=False)  # noqa: S603 - ourselves
    assert finished.returncode == 0
