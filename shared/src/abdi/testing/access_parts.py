"""The access suite of a large service in several files, and that together they try every route once.

In each folder with a part stands a `test_access.py` with `part` set; above the folders, in one file more:
`class TestParts(PartsSuite)`.
"""

import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from fastapi import FastAPI

from abdi.testing.access_suite import OF_THE_CALLER, AccessSuite
from abdi.testing.access_targets import addresses_of

__all__ = ["PartsSuite", "parts_below"]


class PartsSuite:
    """The promise that a service's parts are the whole."""

    def test_every_route_belongs_to_one_part(self, app: FastAPI, request: pytest.FixtureRequest) -> None:
        parts = [*parts_below(request.path.parent)]
        assert parts, "no part of the access suite is here"
        for name, address in addresses_of(app).items():
            if name not in OF_THE_CALLER:
                trying = [part.__module__ for part in parts if address.is_part(part.part)]
                assert len(trying) == 1, f"{name} ({address.permission.name}) is tried by {trying}"


def parts_below(folder: Path) -> Iterator[type[AccessSuite]]:
    """Every access suite in a `test_access.py` below `folder`."""
    for path in sorted(folder.glob("**/test_access.py")):
        name = f"access_of_{path.parent.name}"
        spec = spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = sys.modules[name] = module_from_spec(spec)  # where dataclasses look for it
        spec.loader.exec_module(module)
        yield from (
            one
            for one in vars(module).values()
            if isinstance(one, type) and issubclass(one, AccessSuite) and one.__module__ == name
        )
