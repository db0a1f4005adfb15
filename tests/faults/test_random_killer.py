"""A short soak: the random killer for twenty seconds over all fault kinds that its seed draws."""

import pytest
import structlog

from tests.faults.checks import Told
from tests.faults.stage import Stage
from tests.soak.run import Effort, soak

pytestmark = pytest.mark.faults
EFFORT_SECONDS = 20.0
RATE = 20.0
log = structlog.get_logger(__name__)


async def test_random_blows_lose_double_and_misorder_nothing(stage: Stage, told: Told) -> None:
    outcome = await soak(stage, Effort(EFFORT_SECONDS, RATE, stage.seed), log.info)
    for tally in outcome.tallies:
        told(tally)
    assert outcome.blows.total() > 0
    assert not outcome.complaints()
