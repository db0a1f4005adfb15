"""The locks of the image, out of the whole one: what builds our packages, and what a service needs."""

import re
from collections.abc import Iterator, Sequence
from importlib.metadata import requires
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from abdi.dev.processes import DevError
from abdi.dev.state import CHECKOUT
from abdi.dev.suite import ALL

WHOLE: Final = CHECKOUT / "requirements.lock"
SERVICES: Final = ("abdi-kit[telemetry]", *(f"abdi-{service}" for service in ALL))
LOCKS: Final = {
    CHECKOUT / "deploy" / "requirements.lock": SERVICES,
    CHECKOUT / "deploy" / "build.lock": ("hatchling",),
}
"""Each file with the packages for which it holds everything."""
_IMAGE: Final = {
    "sys_platform": "linux",
    "platform_system": "Linux",
    "os_name": "posix",
    "platform_python_implementation": "CPython",
    "implementation_name": "cpython",
}
_OURS: Final = "abdi-"
_PIN: Final = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==")


def needed(roots: Sequence[str]) -> set[str]:
    """The canonical names of all packages that `roots` bring with them in the image, ours apart."""
    found: set[str] = set()
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [Requirement(root) for root in roots]
    while waiting:
        asked = waiting.pop()
        name = canonicalize_name(asked.name)
        if (name, frozenset(asked.extras)) in seen:
            continue
        seen.add((name, frozenset(asked.extras)))
        if not name.startswith(_OURS):
            found.add(name)
        waiting += _below(asked)
    return found


def _below(asked: Requirement) -> Iterator[Requirement]:
    for line in requires(asked.name) or ():
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or any(
            marker.evaluate({**_IMAGE, "extra": extra}) for extra in (*asked.extras, "")
        ):
            yield requirement


def pins(lock: str) -> dict[str, str]:
    """Each pinned package of a lock with its lines, hashes included."""
    found: dict[str, str] = {}
    name = ""
    for line in lock.splitlines(keepends=True):
        if start := _PIN.match(line):
            name = canonicalize_name(start[1])
            found[name] = ""
        if name and not line.startswith("#"):
            found[name] += line
    return found


def part_of_lock(roots: Sequence[str], whole: Path = WHOLE) -> str:
    """The text of a lock for `roots`. Raises DevError when something needed is not pinned."""
    pinned = pins(whole.read_text(encoding="utf-8"))
    names = sorted(needed(roots))
    missing = [name for name in names if name not in pinned]
    if missing:
        raise DevError(f"{whole.name} does not pin {', '.join(missing)}; run `make lock`.")
    head = "# Out of requirements.lock, for the image; written by `make deployment`.\n"
    return head + "".join(pinned[name] for name in names)
