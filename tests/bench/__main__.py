"""`make bench`: every figure of the house as a ratio against a floor measured in the same run.

`ONLY=profiles,reads` measures these cases only, `SECONDS=5` makes a run of load longer, `ROUNDS=5` takes more
turns of ours and the floor.
"""

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import structlog

from tests.bench.cases import composed, events, imports, lists, rankings, rows, visible
from tests.bench.figures import Figure, keep, machine, table
from tests.bench.load import ROOT
from tests.bench.stage import Stage
from tests.bench.suite import Suite

Case = Callable[[Stage], list[Figure]]
CASES: Final[dict[str, Case]] = {
    "profiles": composed.profiles,
    "forwarded": composed.forwarded,
    "reads": rows.reads,
    "inserts": rows.inserts,
    "latency": events.latency,
    "relay": events.relay,
    "consumers": events.consumers,
    "visible": visible.visible,
    "statements": lists.statements,
    "imports": imports.imports,
    "rankings": rankings.rankings,
    "national": rankings.national,
}
OUTPUT: Final = ROOT / "build" / "bench.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table and keep it; 1 when a goal was not reached."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", default="", help=f"some of {', '.join(CASES)}")
    parser.add_argument("--seconds", type=float, default=4.0, help="of each run of load")
    parser.add_argument("--rounds", type=int, default=3, help="turns of ours and the floor")
    parser.add_argument("--people", type=int, default=100_000, help="of the import")
    parser.add_argument("--state", type=Path, help="a suite that runs already: its state folder")
    parser.add_argument("--port", type=int, default=8000, help="and its gateway's port")
    options = parser.parse_args(arguments)
    chosen = [name for name in options.only.split(",") if name] or list(CASES)
    unknown = set(chosen) - set(CASES)
    if unknown:
        parser.error(f"no case is called {', '.join(sorted(unknown))}; there are {', '.join(CASES)}")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    running = Suite(options.state, f"http://127.0.0.1:{options.port}") if options.state else None
    stage = Stage(seconds=options.seconds, rounds=options.rounds, people=options.people, running=running)
    figures: list[Figure] = []
    try:
        for name in chosen:
            _say(f"{name} ...")
            found = CASES[name](stage)
            for figure in found:
                _say(f"  {'  '.join(figure.cells())}")
            figures += found
            keep(OUTPUT, figures, seconds=options.seconds, rounds=options.rounds, people=options.people)
    finally:
        stage.close()
    _say(f"\n{', '.join(f'{name} {value}' for name, value in machine().items())}\n\n{table(figures)}")
    return 0 if all(figure.is_reached is not False for figure in figures) else 1


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
