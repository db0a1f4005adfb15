"""A stream of people cut into parcels, none of which parts those who may claim the same seats."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

import polars as pl

from recruitment.rankings.columns import lines_of
from recruitment.rankings.stages import Judging

PARCEL: Final = 50_000
"""About how many rows are judged at once; more only for one post and education that has more."""


@dataclass
class Parcels:
    """Takes rows in the order of the openings, and gives each whole parcel to `then`."""

    judging: Judging
    then: Callable[[pl.DataFrame], Awaitable[None]]
    size: int = PARCEL
    _held: list[pl.DataFrame] = field(default_factory=list)
    _rows: int = 0

    async def take(self, frame: pl.DataFrame) -> None:
        """Some more rows."""
        self._held.append(frame)
        self._rows += frame.height
        if self._rows >= self.size:
            await self._give(self._cut())

    async def end(self) -> None:
        """There are no more."""
        if self._held:
            rest = pl.concat(self._held)
            self._held, self._rows = [], 0
            await self._give(rest)

    async def _give(self, parcel: pl.DataFrame) -> None:
        if not parcel.is_empty():
            await self.then(parcel)

    def _cut(self) -> pl.DataFrame:
        rows = pl.concat(self._held)
        lines = self.judging.openings["line"]
        last = lines[rows["opening"][-1]]
        is_whole = rows.select(pl.lit(lines).gather("opening") != last).to_series()
        rest = rows.filter(~is_whole)
        self._held, self._rows = [rest], rest.height
        return rows.filter(is_whole)


@dataclass
class Told:
    """What is known of the rows that were kept: how many of which code, and their digest."""

    rows: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    digest: Any = field(default_factory=sha256)

    def lines(self, rows: pl.DataFrame) -> bytes:
        """The rows as lines of CSV, counted."""
        lines = lines_of(rows)
        self.digest.update(lines)
        self.rows += rows.height
        for code, number in rows["code"].fill_null("").value_counts().iter_rows():
            self.codes[code] += number
        return lines

    def manifest(self) -> dict[str, Any]:
        """Counts by code ("" where the committee must decide), and the SHA-256 of all lines."""
        return {
            "rows": self.rows,
            "codes": dict(sorted(self.codes.items())),
            "sha256": self.digest.hexdigest(),
        }
