"""What every service promises."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from abdi.testing.suites import ConsumerSuite, Sample, ServiceSuite

State = Callable[..., dict[str, Any]]


class TestHouse(ServiceSuite):
    """Routes, errors, tables."""


@pytest.mark.usefixtures("rules_in_force")
class TestConsumers(ConsumerSuite):
    """Redelivery and poison."""

    @pytest.fixture
    def samples(self, state_of: State, evaluation_of: State, employee_id: UUID) -> list[Sample]:
        evaluation = evaluation_of(2025, "good")
        return [
            Sample("personnel.employee.registered", state_of(), aggregate_id=employee_id),
            Sample(
                "performance.evaluation.completed", evaluation, aggregate_id=UUID(evaluation["evaluation_id"])
            ),
        ]
