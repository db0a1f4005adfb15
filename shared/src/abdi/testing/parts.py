"""The access and policy suites of a large service in several files, and that together they are the whole.

In each folder with a part stand a `test_access.py` (with `part` set) and a `test_authority.py` (of
`DecisionSuite`); above the folders, in one file more: `class TestParts(PartsSuite)`.
"""

import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import ClassVar, TypeVar

import pytest
from fastapi import FastAPI

from abdi.db.tables import kit_metadata
from abdi.testing.access_suite import OF_THE_CALLER, AccessSuite
from abdi.testing.access_targets import addresses_of
from abdi.testing.policy_suite import DecisionSuite, FenceSuite, Place
from abdi.testing.policy_world import AGENCIES, UNHEARD_OF
from abdi.testing.service import ServiceUnderTest

__all__ = ["PartsSuite", "parts_below"]

S = TypeVar("S")


class PartsSuite(FenceSuite):
    """Promises that nothing is left out.

    `unobserved`: fenced tables without a row in any part, and the permissions that no part decides, each
    because of what another test proves.
    """

    unobserved: ClassVar[frozenset[str]] = frozenset()

    def test_every_route_belongs_to_one_part(self, app: FastAPI, request: pytest.FixtureRequest) -> None:
        parts = [*parts_below(request.path.parent, "test_access.py", AccessSuite)]
        assert parts, "no part of the access suite is here"
        for name, address in addresses_of(app).items():
            if name not in OF_THE_CALLER:
                trying = [part.__module__ for part in parts if address.is_part(part.part)]
                assert len(trying) == 1, f"{name} ({address.permission.name}) is tried by {trying}"

    def test_every_permission_and_every_fenced_table_is_decided_in_some_part(
        self, app: FastAPI, service: ServiceUnderTest, request: pytest.FixtureRequest
    ) -> None:
        parts = [*parts_below(request.path.parent, "test_authority.py", DecisionSuite)]
        objects = [one for part in parts for one in part.objects]
        decided = {permission.name for one in objects for permission in one.permissions}
        asked = {address.permission.name for address in addresses_of(app).values()}
        own = {name for name in asked if name.startswith(f"{service.name}.")}
        assert own - decided == {name for name in self.unobserved if "." in name}
        place = Place(1, UNHEARD_OF, AGENCIES[0], UNHEARD_OF, UNHEARD_OF)
        shown = {model.__table__.name for one in objects for model in one.rows(place)}
        tables = set(service.base.metadata.tables) - set(kit_metadata.tables) - self.unfenced
        assert tables - shown == {name for name in self.unobserved if "." not in name}


def parts_below(folder: Path, file: str, kind: type[S]) -> Iterator[type[S]]:
    """Every suite of this kind in the files of this name below `folder`."""
    for path in sorted(folder.glob(f"**/{file}")):
        name = f"{path.stem}_of_{path.parent.name}"
        spec = spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = sys.modules[name] = module_from_spec(spec)  # where dataclasses look for it
        spec.loader.exec_module(module)
        yield from (
            one
            for one in vars(module).values()
            if isinstance(one, type) and issubclass(one, kind) and one.__module__ == name
        )
