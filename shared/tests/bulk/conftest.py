"""Files of the toy's register."""

from collections.abc import Callable

import pytest

from abdi.testing.imports import ImportsClient
from abdi.testing.principals import ServiceClient, officer


@pytest.fixture
def imports(as_person: Callable[..., ServiceClient]) -> ImportsClient:
    """An officer of the agency 5671."""
    return ImportsClient(as_person(officer("5671")), "entries")
