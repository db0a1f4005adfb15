from typing import ClassVar
from uuid import uuid4

import pytest

from abdi.testing.suites import ConsumerSuite, Sample, ServiceSuite


class TestToy(ServiceSuite):
    """The toy keeps the promises of every service."""

    open_tables: ClassVar = {
        "note": "the toy lives without a fence; the archive of the policy suite has one",
        "entry": "as note",
    }


class TestToyConsumers(ConsumerSuite):
    @pytest.fixture
    def samples(self) -> list[Sample]:
        return [Sample("other.thing.said", {"words": "hello"}, aggregate_id=uuid4())]
