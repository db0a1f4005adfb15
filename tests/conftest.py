"""What tests across services share: the running suite, and the table of the fault scenarios.

The table is here because pytest-xdist's controller prints it.
"""

import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.launched import Launched, launched_suite

COLUMNS = ("scenario", "killed", "committed", "delivered", "applied", "lost", "double", "out_of_order")
ASIDE = ("unaudited", "leaked", "unknown", "twins", "seed")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Generated requests go last: they change whatever they can of the suite that others look at."""
    items.sort(key=lambda item: "/fuzz/" in str(item.path))
    if hasattr(config, "workerinput"):
        # Without groups every worker would start suites of its own, and pytest-xdist would not say a word.
        apart = [
            one.nodeid for one in items if one.get_closest_marker("xdist_group") and "@" not in one.nodeid
        ]
        assert not apart, f"pytest-xdist does not keep these on one worker: {apart}"


@pytest.fixture(scope="session")
def launched() -> Iterator[Launched]:
    """The suite, started as `make run` starts it, on a state folder and a port of its own.

    Who uses it belongs to the group `suite` (`pytest.mark.xdist_group`), so that one worker starts it once.
    """
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="abdi-suite-") as folder:
        place = Path(folder)  # short, since a socket lies in it; the launcher makes the state folder
        place.chmod(0o711)
        with launched_suite(place / "state", port) as suite:
            yield suite


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    _tell_requests(terminalreporter)
    rows = sorted(_told(terminalreporter, "faults"), key=lambda row: str(row["scenario"]))
    if not rows:
        return
    terminalreporter.section("what was killed or broken, and what was lost")
    width = max(len(str(row["scenario"])) for row in rows)
    heads = [name.replace("_", " ") for name in (*COLUMNS, *ASIDE)]
    terminalreporter.write_line("  ".join([heads[0].ljust(width), *heads[1:]]))
    for row in rows:
        cells = [str(row[name]).rjust(len(name)) for name in (*COLUMNS[1:], *ASIDE)]
        terminalreporter.write_line("  ".join([str(row["scenario"]).ljust(width), *cells]))
    terminalreporter.write_line(
        "unaudited: changes not in exactly one audit entry; leaked: personal data in logs; "
        "unknown: answers that did not come, asked for again; twins: sent twice, without a second effect"
    )


def _tell_requests(reporter: pytest.TerminalReporter) -> None:
    runs = list(_told(reporter, "fuzz"))
    if runs:
        reporter.section("generated requests to the public API")
    for run in runs:
        told = f"{run['requests']} requests to {run['operations']} operations, seed {run['seed']}"
        reporter.write_line(f"{run['role']:<15} {told}")


def _told(reporter: pytest.TerminalReporter, kind: str) -> Iterator[dict[str, Any]]:
    for reports in reporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) == "call":
                yield from (value for name, value in report.user_properties if name == kind)
