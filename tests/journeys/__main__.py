"""`make journey`: play the journey, then a small selection, on the suite that `make run` started."""

import os
import sys
from pathlib import Path

import httpx

from abdi.dev.state import state_path
from tests.journeys.play import play
from tests.journeys.selection.figures import SMALL
from tests.journeys.selection.play import play_selection
from tests.journeys.suite import Suite

DEFAULT_PORT = 8000


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def absent(address: str, target: str) -> str:
    """What to do when no suite answers."""
    return (
        f"No suite is ready at {address}. Start it first: make run\n"
        f"If it runs on another port, say which, for example: PORT=9000 make {target}"
    )


def main() -> int:
    """Play; 1 when the suite is not there or a step does not come true."""
    port = int(os.environ.get("PORT", DEFAULT_PORT))
    suite = Suite(f"http://127.0.0.1:{port}", Path(state_path()))
    try:
        with suite:
            if not suite.is_ready():
                sys.stderr.write(f"{absent(suite.address, 'journey')}\n")
                return 1
            play(suite, _say)
            play_selection(suite, _say, SMALL)
    except (AssertionError, httpx.HTTPError) as failure:
        sys.stderr.write(f"The journey ended early: {failure}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
