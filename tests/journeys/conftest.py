"""The journey, played once for all tests that look at what it leaves."""

from dataclasses import dataclass

import pytest

from tests.journeys.play import play
from tests.journeys.stage import Stage
from tests.journeys.suite import Suite
from tests.launched import Launched


@dataclass(frozen=True)
class Played:
    """What the journey said of itself, and what the services answered to the command afterwards."""

    stage: Stage
    token: str
    dead: dict[str, str]


@pytest.fixture(scope="session")
def played(launched: Launched) -> Played:
    """The journey through the gateway of the suite."""
    told: list[str] = []
    with Suite(launched.address, launched.state) as suite:
        assert suite.is_ready()
        stage = play(suite, told.append)
        services = ("personnel", "performance", "promotion", "training", "recruitment")
        dead = {service: suite.run("events", "list-dead", service) for service in services}
        return Played(stage, suite.run("token", "--as", "siti"), dead)
