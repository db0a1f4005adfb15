"""A script: imports every module of the package that it is given, fails when that had an effect."""

import gc
import os
import socket
import sys
import threading
from typing import Any, NoReturn

from sqlalchemy import Engine

from abdi.testing.deliveries import modules_of


def _refuse(*_arguments: Any) -> NoReturn:
    raise RuntimeError("an import opened a connection")


def _environment() -> dict[str, str]:
    # Polars tells its own allocator there how soon to give memory back, and nobody else.
    return {name: value for name, value in os.environ.items() if name != "_RJEM_MALLOC_CONF"}


def effects_of(package: str) -> list[str]:
    """What importing all of `package` did besides defining things."""
    environment = _environment()
    socket.socket.connect = _refuse  # type: ignore[method-assign] # this process only imports
    modules_of(package)
    found = [f"engine {one.url!r}" for one in gc.get_objects() if isinstance(one, Engine)]
    found += [f"thread {one.name}" for one in threading.enumerate() if one is not threading.main_thread()]
    if _environment() != environment:
        found.append("a changed environment")
    return found


if __name__ == "__main__":
    for effect in effects_of(sys.argv[1]):
        sys.exit(f"importing {sys.argv[1]} left behind: {effect}")
