"""What every service promises."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from abdi.testing.suites import ConsumerSuite, Sample, ServiceSuite

State = Callable[..., dict[str, Any]]


class TestHouse(ServiceSuite):
    """Routes, errors, tables."""


class TestConsumers(ConsumerSuite):
    """Redelivery and poison."""

    @pytest.fixture
    def samples(self, state_of: State) -> list[Sample]:
        data = state_of()
        return [Sample("personnel.employee.registered", data, aggregate_id=UUID(data["employee_id"]))]
