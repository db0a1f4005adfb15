from pathlib import Path

import pytest
from typer.testing import CliRunner

from abdi.settings import ServiceSettings
from personnel.commands import app
from personnel.settings import PersonnelSettings

AGENCIES = "code,name,kind,time_zone\n5671,Kota Palembang,kota,Asia/Jakarta\n"


@pytest.fixture
def runner(settings: ServiceSettings, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command, configured by the environment as in production."""
    for name in ("database_url", "token_keys_file", "env"):
        monkeypatch.setenv(name.upper(), str(getattr(settings, name)))
    assert isinstance(settings, PersonnelSettings)
    for name in ("cursor_key", "nik_key", "nik_index_key"):
        monkeypatch.setenv(name.upper(), getattr(settings, name).get_secret_value())
    return CliRunner()


def test_command_says_what_is_new_and_then_that_nothing_is(runner: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "agencies.csv").write_text(AGENCIES)
    dry = runner.invoke(app, ["import", str(tmp_path), "--dry-run"])
    assert "would be new: 1 agency" in dry.output
    first = runner.invoke(app, ["import", str(tmp_path)])
    assert (first.exit_code, "new: 1 agency" in first.output) == (0, True)
    second = runner.invoke(app, ["import", str(tmp_path)])
    assert "nothing, the registry holds all of it" in second.output


def test_errors_are_named_by_line_and_column(runner: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "agencies.csv").write_text(AGENCIES.replace("Kota Palembang", ""))
    result = runner.invoke(app, ["import", str(tmp_path)])
    assert result.exit_code == 1
    assert "agencies.csv line 2, name: string_too_short" in result.output


def test_folder_without_files_is_named(runner: CliRunner, tmp_path: Path) -> None:
    assert runner.invoke(app, ["import", str(tmp_path)]).exit_code == 2


def test_row_that_the_registry_contradicts_is_named_and_the_exit_says_so(
    runner: CliRunner, tmp_path: Path
) -> None:
    (tmp_path / "agencies.csv").write_text(AGENCIES)
    runner.invoke(app, ["import", str(tmp_path)])
    (tmp_path / "agencies.csv").write_text(AGENCIES.replace("Kota Palembang", "Kota Lain"))
    result = runner.invoke(app, ["import", str(tmp_path)])
    assert result.exit_code == 1
    assert "agencies.csv line 2, name: differs_from_registry" in result.output
