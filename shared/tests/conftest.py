"""The kit's tests are about the toy service unless a test says otherwise."""

import pytest

from abdi.testing.service import ServiceUnderTest
from abdi.testing.toy import TOY


@pytest.fixture
def service() -> ServiceUnderTest:
    return TOY
