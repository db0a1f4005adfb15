"""The last words of a start: all that a newcomer needs to go on."""

import json
import os
from pathlib import Path
from typing import Any

from abdi.dev.ports import LOOPBACK
from abdi.dev.state import CHECKOUT, VARIABLE

PERSON = "siti"


def _people(state: Path) -> list[dict[str, Any]]:
    file = state / "demo" / "people.json"
    return list(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else []


def _line(person: dict[str, Any], width: int) -> str:
    roles = ", ".join(person.get("roles") or [person.get("role", "")])
    return f"    {person['name']:<{width}}  {person.get('label', '')} ({roles})"


def _from_here(path: Path) -> str:
    return str(path.relative_to(CHECKOUT)) if path.is_relative_to(CHECKOUT) else str(path)


def welcome(port: int, state: Path, *, seconds: float) -> str:
    """The text for a suite that is ready on `port` after `seconds`."""
    address = f"http://{LOOPBACK}:{port}"
    people = _people(state)
    width = max((len(person["name"]) for person in people), default=0)
    elsewhere = f"{VARIABLE}={state} " if os.environ.get(VARIABLE) else ""
    token = f"$({elsewhere}.venv/bin/abdi token --as {PERSON})"
    lines = [
        "",
        f"Abdi is ready after {seconds:.1f} s.",
        "",
        f"  API            {address}",
        f"  Documentation  {address}/docs",
        f"  Logs           {_from_here(state / 'logs')}",
    ]
    if people:
        lines += ["", "  People of the demo (abdi token --as NAME):", *(_line(p, width) for p in people)]
        lines += ["", "  Try it in this folder, in a second terminal:"]
        lines += [f'    curl -s -H "Authorization: Bearer {token}" "{address}/v1/employees?limit=3"']
    lines += ["", "  Ctrl-C ends everything; `make reset` clears the state."]
    return "\n".join(lines)
