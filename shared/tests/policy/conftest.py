"""Tests of authority are about the archive."""

import pytest

from abdi.testing.archive import ARCHIVE
from abdi.testing.service import ServiceUnderTest


@pytest.fixture
def service() -> ServiceUnderTest:
    return ARCHIVE
