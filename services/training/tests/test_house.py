"""What every service promises."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest

from abdi.testing.suites import ConsumerSuite, Sample, ServiceSuite

State = Callable[..., dict[str, Any]]


class TestHouse(ServiceSuite):
    """Routes, errors, tables."""

    open_tables: ClassVar = {"programme": "the catalogue is for everybody and names nobody"}


@pytest.mark.usefixtures("rules_in_force")
class TestConsumers(ConsumerSuite):
    """Redelivery and poison."""

    @pytest.fixture
    def samples(self, state_of: State, evaluation_of: State) -> list[Sample]:
        newcomer = state_of(employment_type="CPNS", appointed_on="2026-02-01")
        evaluation = evaluation_of(uuid4())
        return [
            Sample("personnel.employee.registered", newcomer, aggregate_id=UUID(newcomer["employee_id"])),
            Sample(
                "performance.evaluation.completed", evaluation, aggregate_id=UUID(evaluation["evaluation_id"])
            ),
        ]
