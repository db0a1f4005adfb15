import sys
from importlib.metadata import EntryPoint, EntryPoints

import pytest
from typer.testing import CliRunner

from abdi.cli import build

COMMANDS = ("token", "serve", "migrate", "init", "run", "reset", "events")


def test_help_lists_every_command() -> None:
    listed = CliRunner().invoke(build([]), ["--help"]).output
    assert all(f" {command} " in listed for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    result = CliRunner().invoke(build([command]), [command, "--help"])
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_command_that_is_asked_for_is_found_alone() -> None:
    result = CliRunner().invoke(build(["token"]), ["serve", "toy"])
    assert result.exit_code == 2


def test_a_package_can_add_a_single_command(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint(name="machine", value="platform:machine", group="abdi.tools")
    monkeypatch.setattr("abdi.cli.entry_points", lambda group: EntryPoints([point]).select(group=group))
    assert " machine " in CliRunner().invoke(build([]), ["--help"]).output
    told = CliRunner().invoke(build(["machine"]), ["machine", "--help"]).output
    assert "Returns the machine type" in told


def test_missing_laptop_environment_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "abdi.cli.laptop", raising=False)
    monkeypatch.setitem(sys.modules, "abdi.dev", None)
    result = CliRunner().invoke(build(["run"]), ["run"])
    assert result.exit_code == 1
    assert "extra 'dev'" in result.output
