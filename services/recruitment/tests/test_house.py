"""What every service promises."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from abdi.testing.suites import ConsumerSuite, Sample, ServiceSuite


class TestHouse(ServiceSuite):
    """Routes, errors, tables."""


class TestConsumers(ConsumerSuite):
    """Redelivery and poison."""

    @pytest.fixture
    def samples(self, candidate: dict[str, Any]) -> list[Sample]:
        answer = {
            "candidate_id": candidate["id"],
            "revision": 1,
            "employee_id": str(uuid4()),
            "registered_on": "2026-03-02",
        }
        return [Sample("personnel.candidate.registered", answer, aggregate_id=UUID(candidate["id"]))]
