"""What was measured, against which floor, and whether the goal was reached."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

LIBRARIES: Final = (
    "fastapi",
    "uvicorn",
    "uvloop",
    "SQLAlchemy",
    "asyncpg",
    "aiohttp",
    "nats-py",
    "pydantic",
    "polars",
)
HEADS: Final = ("figure", "ours", "floor", "ratio", "goal", "reached")
TENFOLD: Final = 10


@dataclass(frozen=True)
class Goal:
    """The ratio (or, without a floor, the value) to reach."""

    limit: float
    is_least: bool

    def __str__(self) -> str:
        return f"{'>=' if self.is_least else '<='} {self.limit:g}"

    def is_reached(self, value: float) -> bool:
        """Whether `value` is within the limit."""
        return value >= self.limit if self.is_least else value <= self.limit


def at_least(limit: float) -> Goal:
    """Reached from `limit` upwards."""
    return Goal(limit, is_least=True)


def at_most(limit: float) -> Goal:
    """Reached up to `limit`."""
    return Goal(limit, is_least=False)


@dataclass(frozen=True)
class Figure:
    """One line of the table; without a goal it is told for comparison."""

    name: str
    unit: str
    ours: float
    floor: float | None = None
    goal: Goal | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours by floor."""
        return self.ours / self.floor if self.floor else None

    @property
    def is_reached(self) -> bool | None:
        """None without a goal."""
        if self.goal is None:
            return None
        return self.goal.is_reached(self.ours if self.ratio is None else self.ratio)

    def cells(self) -> tuple[str, ...]:
        """As the table shows it."""
        reached = {True: "yes", False: "NO", None: ""}[self.is_reached]
        floor = "" if self.floor is None else _number(self.floor)
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        goal = "" if self.goal is None else str(self.goal)
        return (f"{self.name} ({self.unit})", _number(self.ours), floor, ratio, goal, reached)


def compared(name: str, unit: str, both: Sequence[float], goal: Goal | None = None) -> Figure:
    """Ours against the floor's."""
    ours, floor = both
    return Figure(name, unit, ours, floor, goal)


def table(figures: Sequence[Figure]) -> str:
    """All figures, as Markdown."""
    rows = [HEADS, *(figure.cells() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    rule = "| " + " | ".join("-" * width for width in widths) + " |"
    notes = [f"{figure.name}: {figure.note}" for figure in figures if figure.note]
    return "\n".join([lines[0], rule, *lines[1:], "", *notes]).rstrip()


def machine() -> dict[str, Any]:
    """What it ran on."""
    libraries = {name: version(name) for name in LIBRARIES}
    load = [round(value, 2) for value in os.getloadavg()]
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "load_average": load,
        **libraries,
    }


def keep(file: Path, figures: Iterable[Figure], **facts: Any) -> None:
    """Write everything as JSON."""
    rows = [
        {
            **asdict(figure),
            "goal": str(figure.goal) if figure.goal else None,
            "ratio": figure.ratio,
            "is_reached": figure.is_reached,
        }
        for figure in figures
    ]
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps({"machine": machine(), **facts, "figures": rows}, indent=1) + "\n")


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= TENFOLD * TENFOLD else f"{value:.2f}"
