from pathlib import Path

import pytest
from typer.testing import CliRunner

from abdi.settings import ServiceSettings
from personnel.commands import app
from personnel.settings import PersonnelSettings

NIP = "197708262002041001"
AGENCIES = "code,name,kind,time_zone\n5671,Kota Palembang,kota,Asia/Jakarta\n"


@pytest.fixture
def runner(settings: ServiceSettings, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command, configured by the environment as in production."""
    for name in ("database_url", "token_keys_file", "env"):
        monkeypatch.setenv(name.upper(), str(getattr(settings, name)))
    assert isinstance(settings, PersonnelSettings)
    for name in ("cursor_key", "nik_key", "nik_index_key", "exchange_key"):
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
    assert "agencies.csv line 2, name: missing" in result.output


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


def test_first_officer_is_appointed_by_command_and_only_once(runner: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "agencies.csv").write_text(AGENCIES)
    (tmp_path / "employees.csv").write_text(
        "agency_code,nip,nik,name,front_title,back_title,birth_date,birth_place,sex,employment_type,"
        "appointed_on,status\n"
        f"5671,{NIP},1671042608770001,Candra Contoh,,,1977-08-26,,male,PNS,2002-04-01,active\n"
    )
    assert runner.invoke(app, ["import", str(tmp_path)]).exit_code == 0
    given = ["appoint-officer", "--agency", "5671", "--nip", NIP, "--starts-on", "2026-01-01"]
    first = runner.invoke(app, given)
    assert (first.exit_code, "personnel officer of 5671 from 2026-01-01 on" in first.output) == (0, True)
    second = runner.invoke(app, given)
    assert (second.exit_code, "role-already-held" in second.output) == (1, True)


def test_nobody_unknown_is_appointed(runner: CliRunner) -> None:
    unknown = runner.invoke(app, ["appoint-officer", "--agency", "5671", "--nip", NIP])
    assert (unknown.exit_code, "not-found" in unknown.output) == (1, True)
