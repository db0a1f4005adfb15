"""The suite as it is built from the code, once per worker; nothing runs."""

import json
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

import pytest

from abdi.contracts.breaches import Document
from abdi.contracts.built import BuiltSuite, build_suite
from abdi.contracts.files import Files

ROOT: Final = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def built() -> BuiltSuite:
    """All services with their documents, events and subscriptions."""
    return build_suite()


@pytest.fixture(scope="session")
def kept() -> Files:
    """The files of this checkout as they lie there."""
    return Files(ROOT, revision="none")


@pytest.fixture(scope="session")
def documents(built: BuiltSuite) -> Mapping[str, Document]:
    """The documents that the services make, as a reader gets them."""
    return {name: json.loads(json.dumps(one.document)) for name, one in built.services.items()}


@pytest.fixture
def personnel(documents: Mapping[str, Document]) -> dict[str, Any]:
    """A copy of the registry's document, to be edited."""
    return deepcopy(documents["personnel"])
