"""Redelivery and poison, as every consumer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from abdi.testing.suites import ConsumerSuite, Sample


class TestConsumers(ConsumerSuite):
    @pytest.fixture
    def samples(self, candidate: Callable[..., dict[str, Any]]) -> list[Sample]:
        data = candidate()
        return [
            Sample("recruitment.candidate.appointed", data, aggregate_id=UUID(data["candidate_id"])),
        ]
