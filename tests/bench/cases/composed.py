"""The gateway: a composed profile and a forwarded call against the same service asked directly."""

import json
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any, Final
from urllib.request import Request, urlopen

from tests.bench.figures import Figure, at_least, at_most, compared
from tests.bench.load import Measured, Target, measure
from tests.bench.rounds import in_turns, middle
from tests.bench.stage import Stage
from tests.bench.suite import Suite

PEOPLE: Final = 150
CROWD: Final = 32
SECTIONS: Final = ("employee", "performance", "promotion", "training", "recruitment")
SERVICES: Final = ("personnel", "performance", "promotion", "training", "recruitment")


def profiles(stage: Stage) -> list[Figure]:
    """Everything about one person, of five services, against one direct call for the employee."""
    suite = stage.suite
    people = complete_people(suite)
    whole = suite.asked(suite.address, [f"/v1/employees/{one}/profile" for one in people])
    whole = replace(whole, unwanted='"partial":true')
    direct = suite.asked(suite.direct("personnel"), [f"/v1/employees/{one}" for one in people])
    crowd = in_turns(stage.rounds, {"ours": _load(whole, stage), "floor": _load(direct, stage)})
    rates = [middle(crowd[name], lambda run: run.rate) for name in ("ours", "floor")]
    mark = Marks(suite.state / "logs")
    alone = measure(whole, connections=1, seconds=stage.seconds)
    own, slowest = mark.own_time()
    return [
        compared("composed profile, 32 connections", "1/s", rates, at_least(0.20)),
        Figure(
            "composed profile, total less slowest upstream, 1 connection",
            "ms",
            own,
            goal=at_most(2.0),
            note=f"median; the whole {alone.p50:.1f} ms, its slowest upstream {slowest:.1f} ms",
        ),
    ]


def forwarded(stage: Stage) -> list[Figure]:
    """One employee through the gateway, against the same request to the service itself."""
    suite = stage.suite
    paths = [f"/v1/employees/{one}" for one in complete_people(suite)]
    through, direct = suite.asked(suite.address, paths), suite.asked(suite.direct("personnel"), paths)
    crowd = in_turns(stage.rounds, {"ours": _load(through, stage), "floor": _load(direct, stage)})
    rates = [middle(crowd[name], lambda run: run.rate) for name in ("ours", "floor")]
    return [compared("forwarded call, 32 connections", "1/s", rates, at_least(0.45))]


def complete_people(suite: Suite) -> list[str]:
    """People of the officer's agency, checked to have every section. Raises AssertionError otherwise."""
    rows = suite.rows(
        "promotion", "SELECT employee_id FROM eligibility WHERE agency = '5671' LIMIT $1", PEOPLE
    )
    people = [str(row["employee_id"]) for row in rows]
    for one in people[:5]:
        answer = _get(suite, f"/v1/employees/{one}/profile")
        assert not answer["meta"]["missing"], answer["meta"]
        assert all(answer["data"][name] is not None for name in SECTIONS), answer["data"].keys()
    return people


class Marks:
    """The logs from here on: how long each request took in each service, by its id."""

    def __init__(self, logs: Path) -> None:
        self._files = {name: logs / f"{name}.log" for name in ("gateway", *SERVICES)}
        self._sizes = {name: file.stat().st_size for name, file in self._files.items()}

    def own_time(self) -> tuple[float, float]:
        """Medians in ms: the whole less the slowest upstream of the same request, and that upstream."""
        upstream: dict[str, float] = defaultdict(float)
        for name in SERVICES:
            for line in self._served(name):
                one = line["request_id"]
                upstream[one] = max(upstream[one], line["duration_ms"])
        whole = [line for line in self._served("gateway") if line["request_id"] in upstream]
        own = [line["duration_ms"] - upstream[line["request_id"]] for line in whole]
        return median(own), median(upstream[line["request_id"]] for line in whole)

    def _served(self, name: str) -> list[dict[str, Any]]:
        with self._files[name].open("rb") as file:
            file.seek(self._sizes[name])
            lines = [json.loads(line) for line in file.read().splitlines() if b"request.served" in line]
        return [line for line in lines if "request_id" in line]


def _load(target: Target, stage: Stage) -> Any:
    def run() -> Measured:
        return measure(target, connections=CROWD, seconds=stage.seconds)

    return run


def _get(suite: Suite, path: str) -> dict[str, Any]:
    request = Request(suite.address + path, headers={"Authorization": f"Bearer {suite.officer}"})  # noqa: S310
    with urlopen(request, timeout=10) as answer:  # noqa: S310 - our own suite
        found: dict[str, Any] = json.loads(answer.read())
    return found
