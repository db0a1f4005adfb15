"""The journey, played once for all tests that look at what it leaves."""

from dataclasses import dataclass

import pytest

from tests.journeys.play import play
from tests.journeys.selection.figures import SMALL
from tests.journeys.selection.play import play_selection
from tests.journeys.selection.stage import Stage as SelectionStage
from tests.journeys.stage import Stage
from tests.journeys.suite import Suite
from tests.launched import Launched


@dataclass(frozen=True)
class Played:
    """What the journey said of itself, and what the services answered to the command afterwards."""

    stage: Stage
    token: str
    dead: dict[str, str]


@dataclass(frozen=True)
class Selected:
    """A small selection, what it said, and what the services answered to the command afterwards."""

    stage: SelectionStage
    told: list[str]
    dead: dict[str, str]


@pytest.fixture(scope="session")
def played(launched: Launched) -> Played:
    """The journey through the gateway of the suite."""
    told: list[str] = []
    with Suite(launched.address, launched.state) as suite:
        assert suite.is_ready()
        stage = play(suite, told.append)
        return Played(stage, suite.run("token", "--as", "siti"), _dead(suite))


@pytest.fixture(scope="session")
def selected(launched: Launched, played: Played) -> Selected:
    """A small selection, after the journey: it lets the suite live on a day three months later."""
    assert played.stage.effects
    told: list[str] = []
    with Suite(launched.address, launched.state) as suite:
        stage = play_selection(suite, told.append, SMALL)
        return Selected(stage, told, _dead(suite))


def _dead(suite: Suite) -> dict[str, str]:
    services = ("personnel", "performance", "promotion", "training", "recruitment")
    return {service: suite.run("events", "list-dead", service) for service in services}
