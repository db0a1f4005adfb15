"""The `abdi` command; each part is loaded only when it is asked for, so that `abdi token` answers at once."""

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, Final

import typer

from abdi.cli.state import adopt_environment

_PARTS: Final = {
    "token": "abdi.cli.token",
    "clock": "abdi.cli.clock",
    "serve": "abdi.cli.service",
    "migrate": "abdi.cli.service",
    "events": "abdi.cli.events",
    "secrets": "abdi.cli.deployment",
    "streams": "abdi.cli.deployment",
    "doctor": "abdi.cli.doctor",
    "init": "abdi.cli.laptop",
    "run": "abdi.cli.laptop",
    "reset": "abdi.cli.laptop",
}
_GROUP: Final = "abdi.commands"
_TOOLS: Final = "abdi.tools"
"""Entry points of single commands, which need no service to be configured."""
_LAPTOP: Final = frozenset({"init", "run", "reset"})


def main() -> None:
    """Run the command line of this process."""
    build(sys.argv[1:])()


def build(arguments: Sequence[str]) -> typer.Typer:
    """The command with what `arguments` need; with everything when they name no command."""
    app = typer.Typer(
        name="abdi",
        help="Abdi: run, migrate, fill and look after its services. Each service adds commands of its own.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_root)
    services = {point.name: point for point in entry_points(group=_GROUP)}
    tools = {point.name: point for point in entry_points(group=_TOOLS)}
    asked = next(iter(arguments), "")
    is_one = asked in _PARTS or asked in services or asked in tools
    if asked in services:
        adopt_environment(asked)
    for name, module in _PARTS.items():
        if asked == name or not is_one:
            _add_part(app, name, module)
    for name, point in sorted(services.items()):
        if asked == name or not is_one:
            app.add_typer(point.load(), name=name, help=f"Commands of the service {name}.")
    for name, point in sorted(tools.items()):
        if asked == name or not is_one:
            app.command(name)(point.load())
    return app


def _root() -> None:
    """Abdi: run, migrate, fill and look after its services. Each service adds commands of its own."""


def _add_part(app: typer.Typer, name: str, module: str) -> None:
    try:
        part: Any = import_module(module)
    except ModuleNotFoundError as missing:
        if name not in _LAPTOP:
            raise
        app.command(name, help="Not available: the laptop environment is not installed.")(_absent(missing))
        return
    if isinstance(getattr(part, "app", None), typer.Typer):
        app.add_typer(part.app, name=name)
    else:
        app.command(name)(getattr(part, name))


def _absent(missing: ModuleNotFoundError) -> Any:
    def say() -> None:
        typer.echo(
            f"This command needs the laptop environment ({missing.name} is missing): "
            "install abdi-kit with its extra 'dev'.",
            err=True,
        )
        raise typer.Exit(1)

    return say
