"""`make selection`: play a whole selection of any size against the suite that `make run` started."""

import logging
import os
import sys
from pathlib import Path

import httpx
import structlog

from abdi.clock import SystemClock
from abdi.dev.state import state_path
from tests.journeys.__main__ import DEFAULT_PORT, absent
from tests.journeys.selection.figures import Size
from tests.journeys.selection.play import play_selection
from tests.journeys.suite import Suite


def main() -> int:
    """Play; 1 when the suite is not there or something does not come true."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    size = Size(*(int(os.environ.get(name) or kept) for name, kept in _defaults().items()))
    address = f"http://127.0.0.1:{int(os.environ.get('PORT', DEFAULT_PORT))}"
    clock, begin = SystemClock(), SystemClock().now()
    try:
        with Suite(address, Path(state_path())) as suite:
            if not suite.is_ready():
                sys.stderr.write(f"{absent(address, 'selection')}\n")
                return 1
            play_selection(suite, _say, size)
    except (AssertionError, httpx.HTTPError, TimeoutError, ExceptionGroup) as failure:
        sys.stderr.write(f"The selection ended early: {_first_of(failure)}\n")
        return 1
    _say(f"It took {(clock.now() - begin).total_seconds():.0f} s.")
    return 0


def _defaults() -> dict[str, int]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    size = Size()
    return {"APPLICANTS": size.applicants, "OPENINGS": size.openings}


def _first_of(failure: Exception) -> Exception:
    """What went wrong first, of many at once."""
    while isinstance(failure, ExceptionGroup):
        failure = failure.exceptions[0]
    return failure


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
