"""The journey, played through the gateway of the whole suite as a user starts it."""

import pytest

from abdi.clock import SystemClock
from tests.journeys.play import play
from tests.journeys.suite import Suite
from tests.launched import Launched

pytestmark = pytest.mark.xdist_group("suite")
EFFECTS = 19
REFUSALS = 16


def test_somebody_is_hired_evaluated_trained_and_every_service_follows(launched: Launched) -> None:
    told: list[str] = []
    with Suite(launched.address, launched.state, clock=SystemClock()) as suite:
        assert suite.is_ready()
        stage = play(suite, told.append)
        assert len(stage.effects) >= EFFECTS, stage.effects
        assert len(stage.refusals) >= REFUSALS, stage.refusals
        assert suite.run("token", "--as", "siti").count(".") == 2
        for service in ("personnel", "performance", "promotion", "training", "recruitment"):
            assert "0 dead events" in suite.run("events", "list-dead", service)
