"""docker-compose.yml as Compose would read it with `.env.example`, without Compose."""

import re
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

ROOT: Final = Path(__file__).resolve().parents[2]
_PLACE: Final = re.compile(r"\$\{([A-Z_]+)(?:(:-|:\?)([^}]*))?\}")
_LINE: Final = re.compile(r"^([A-Z_]+)=([^#\n]*)", re.MULTILINE)


def example_values() -> dict[str, str]:
    """What `.env.example` gives."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return {name: value.strip() for name, value in _LINE.findall(text)}


def asked_variables(text: str) -> set[str]:
    """The variables that the file asks its environment for."""
    return {match[1] for match in _PLACE.finditer(text)}


def interpolated(text: str, values: dict[str, str]) -> str:
    """The text with its variables. Raises LookupError for a required one that is not given."""

    def fill(match: re.Match[str]) -> str:
        name, operator, rest = match.groups()
        if value := values.get(name):
            return value
        if operator == ":-":
            return str(rest)
        raise LookupError(f"{name} is not given: {rest}")

    return _PLACE.sub(fill, text)


@cache
def composition() -> dict[str, Any]:
    """The whole file, merged and filled in, without its own anchors."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    whole: dict[str, Any] = yaml.safe_load(interpolated(text, example_values()))
    return {name: part for name, part in whole.items() if not name.startswith("x-")}
