"""Generated requests against the whole public API: whoever asks, no 5xx, and every answer in its schema."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.fuzz.run import Effort, fuzz
from tests.journeys.suite import Suite
from tests.launched import Launched

pytestmark = pytest.mark.xdist_group("suite")
# The same requests for every change that is judged; `make fuzz` tries new ones each time.
EFFORT = Effort("examples,fuzzing", examples=3, seed=20261122)


@pytest.mark.parametrize(
    ("role", "person"), [("employee", "siti"), ("agency_officer", "rina"), ("agency_system", "bkn-sync")]
)
def test_every_answer_is_as_promised(
    role: str,
    person: str,
    launched: Launched,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    document = httpx.get(f"{launched.address}/openapi.json", timeout=60).json()
    with Suite(launched.address, launched.state) as suite:
        token = suite.run("token", "--as", person).strip()
    outcome = fuzz(launched.address, token, tmp_path, EFFORT)
    told = {"role": role, "operations": outcome.operations, "requests": outcome.requests}
    record_property("fuzz", told | {"seed": EFFORT.seed})
    assert outcome.is_clean, outcome.report
    assert outcome.operations == sum(len(path) for path in document["paths"].values()), outcome.report
    assert outcome.requests > outcome.operations
