"""The table of the fault scenarios at the end of a run; here, because pytest-xdist's controller reads it."""

from collections.abc import Iterator
from typing import Any

import pytest

COLUMNS = ("scenario", "killed", "committed", "delivered", "applied", "lost", "double", "out_of_order")
ASIDE = ("unknown", "twins", "seed")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    rows = sorted(_rows(terminalreporter), key=lambda row: str(row["scenario"]))
    if not rows:
        return
    terminalreporter.section("what was killed, and what was lost")
    width = max(len(str(row["scenario"])) for row in rows)
    heads = [name.replace("_", " ") for name in (*COLUMNS, *ASIDE)]
    terminalreporter.write_line("  ".join([heads[0].ljust(width), *heads[1:]]))
    for row in rows:
        cells = [str(row[name]).rjust(len(name)) for name in (*COLUMNS[1:], *ASIDE)]
        terminalreporter.write_line("  ".join([str(row["scenario"]).ljust(width), *cells]))
    terminalreporter.write_line(
        "unknown: answers that did not come, asked for again; twins: sent twice, dropped by the broker"
    )


def _rows(reporter: pytest.TerminalReporter) -> Iterator[dict[str, Any]]:
    for reports in reporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) == "call":
                yield from (value for name, value in report.user_properties if name == "faults")
