"""What the policy and access suites tried, at the end of a run; the controller of pytest-xdist reads it."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

import pytest

PROPERTY: Final = "policy"
ACCESS: Final = "access"
_TITLES: Final = {
    PROPERTY: "decisions compared in random worlds",
    ACCESS: "requests of those who must be refused",
}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each suite and service."""
    for kind, title in _TITLES.items():
        totals: dict[str, Counter[str]] = {}
        for service, counted in _reported(terminalreporter, kind):
            totals.setdefault(service, Counter()).update(counted)
        if totals:
            terminalreporter.section(title)
        for service, counted in sorted(totals.items()):
            numbers = ", ".join(f"{number:,} {what}" for what, number in counted.items())
            terminalreporter.write_line(f"{kind} of {service}: {numbers}")


def _reported(reporter: pytest.TerminalReporter, kind: str) -> Iterator[tuple[str, dict[str, int]]]:
    for reports in reporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) == "call":
                yield from (value for name, value in report.user_properties if name == kind)
