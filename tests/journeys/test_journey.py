"""The journey, played through the gateway of the whole suite as a user starts it."""

import pytest

from tests.journeys.conftest import Played

pytestmark = pytest.mark.xdist_group("suite")
EFFECTS = 19
REFUSALS = 16


def test_somebody_is_hired_evaluated_trained_and_every_service_follows(played: Played) -> None:
    assert len(played.stage.effects) >= EFFECTS, played.stage.effects
    assert len(played.stage.refusals) >= REFUSALS, played.stage.refusals
    assert played.token.count(".") == 2
    for service, said in played.dead.items():
        assert "0 dead events" in said, service
