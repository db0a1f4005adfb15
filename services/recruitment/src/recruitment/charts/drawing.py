"""Numbers of the database as charts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.context import context_of
from abdi.i18n import LocaleCode, Text
from recruitment.charts.queries import (
    count_dropouts,
    count_groups,
    count_scores,
    count_steps,
    find_cut,
    list_filled,
    list_waiting,
)
from recruitment.charts.rules import impact_of, without_small
from recruitment.charts.schemas import ChartCategory, ChartName, ChartRead, ChartSeries
from recruitment.charts.words import GROUPS, PAIRS, STEPS, WAITING
from recruitment.selections.models import Selection
from recruitment.selections.rules.standard import GENERAL, CpnsSelection

BIN: Final = 10
MOST_FORMATIONS: Final = 200
_SECONDS_OF_DAY: Final = 86_400


class Painter:
    """Makes the charts of one selection; `is_public` hides small cells."""

    def __init__(
        self,
        session: AsyncSession,
        selection: Selection,
        standard: CpnsSelection,
        *,
        locale: LocaleCode,
        is_public: bool,
    ) -> None:
        self._session, self._selection, self._standard = session, selection, standard
        self._locale, self._is_public = locale, is_public
        self._goes_on = standard.results.skd.goes_on
        self._has_hidden = False

    async def draw(self, name: ChartName, opening_id: UUID | None = None) -> ChartRead:
        """The chart of this name."""
        if name is ChartName.SCORES:
            return await self._scores(opening_id)
        draws = {
            ChartName.FUNNEL: self._funnel,
            ChartName.DROPOUTS: self._dropouts,
            ChartName.WAITING: self._waiting,
            ChartName.INCLUSION: self._inclusion,
            ChartName.TIME_TO_FILL: self._time_to_fill,
        }
        return await draws[name]()

    async def _funnel(self) -> ChartRead:
        row = await count_steps(self._session, self._selection.id, goes_on=self._goes_on)
        people = [getattr(row, step) for step in STEPS]
        return self._chart(ChartName.FUNNEL, self._named(STEPS), {"people": self._shown(people)})

    async def _dropouts(self) -> ChartRead:
        rows = await count_dropouts(self._session, self._selection.id, goes_on=self._goes_on)
        categories = [
            ChartCategory(key=f"{row.stage}.{row.reason}", label=self._reason(row.reason)) for row in rows
        ]
        people = self._shown([row.people for row in rows])
        return self._chart(ChartName.DROPOUTS, categories, {"people": people})

    async def _scores(self, opening_id: UUID | None) -> ChartRead:
        asked = {"goes_on": self._goes_on, "opening_id": opening_id}
        rows = await count_scores(self._session, self._selection.id, width=BIN, **asked)  # type: ignore[arg-type] # names of both
        categories = [ChartCategory(key=str(row.bin), label=f"{row.bin}-{row.bin + BIN - 1}") for row in rows]
        counts = {code: [getattr(row, code) for row in rows] for code in ("people", "went_on")}
        lines = {"pass": self._standard.thresholds[GENERAL].total}
        if opening_id is not None and (cut := await self._cut(opening_id)) is not None:
            lines["cut"] = cut
        shown = {code: self._shown(values) for code, values in counts.items()}
        return self._chart(ChartName.SCORES, categories, shown, lines=lines)

    async def _cut(self, opening_id: UUID) -> int | None:
        return await find_cut(self._session, self._selection.id, goes_on=self._goes_on, opening_id=opening_id)

    async def _inclusion(self) -> ChartRead:
        rows = await count_groups(self._session, self._selection.id, goes_on=self._goes_on)
        by_group = {row.belongs_to: row for row in rows}
        series: dict[str, list[int | str | None]] = {step: [] for step in STEPS}
        series |= {"rate": [], "impact_ratio": []}
        for pair in PAIRS:
            self._add_pair(series, pair, by_group)
        return self._chart(ChartName.INCLUSION, self._named(GROUPS), series)

    def _add_pair(
        self,
        series: dict[str, list[int | str | None]],
        pair: Sequence[str],
        by_group: Mapping[str, Row[Any]],
    ) -> None:
        counts = {step: [getattr(by_group.get(group), step, 0) for group in pair] for step in STEPS}
        for step in STEPS:
            series[step] += self._shown(counts[step])
        reached, of = (dict(zip(pair, counts[step], strict=True)) for step in ("seated", "submitted"))
        is_told = None not in (*self._shown(counts["seated"]), *self._shown(counts["submitted"]))
        for share in impact_of(reached, of).values():
            series["rate"].append(str(share.rate) if is_told and share.rate is not None else None)
            ratio = share.impact_ratio
            series["impact_ratio"].append(str(ratio) if is_told and ratio is not None else None)

    async def _waiting(self) -> ChartRead:
        now = context_of(self._session).clock.now()
        rows = {row.step: row for row in await list_waiting(self._session, self._selection.id)}
        series: dict[str, list[int | str | None]] = {
            "open": [rows[step].open for step in WAITING],
            "oldest_days": [_days(rows[step].since, now) for step in WAITING],
            "oldest_owner": [_text(rows[step].owner) for step in WAITING],
        }
        return self._chart(ChartName.WAITING, self._named(WAITING), series)

    async def _time_to_fill(self) -> ChartRead:
        rows = await list_filled(self._session, self._selection.id, most=MOST_FORMATIONS)
        categories = [
            ChartCategory(key=str(row.id), label=f"{row.position_name}, {row.placement_name}") for row in rows
        ]
        series: dict[str, list[int | str | None]] = {
            "openings": [int(row.seats) for row in rows],
            "filled": [row.filled for row in rows],
            "days": [row.days for row in rows],
        }
        return self._chart(ChartName.TIME_TO_FILL, categories, series)

    def _shown(self, counts: Sequence[int]) -> list[int | str | None]:
        if not self._is_public:
            return [*counts]
        seen = without_small(counts)
        self._has_hidden = self._has_hidden or None in seen
        return [*seen]

    def _named(self, words: Mapping[str, Text]) -> list[ChartCategory]:
        return [ChartCategory(key=key, label=word.pick(self._locale)) for key, word in words.items()]

    def _reason(self, code: str) -> str:
        meaning = self._standard.results.meanings.get(code)
        return meaning.pick(self._locale) if meaning else code

    def _chart(
        self,
        name: ChartName,
        categories: Iterable[ChartCategory],
        series: Mapping[str, list[int | str | None]],
        *,
        lines: dict[str, int] | None = None,
    ) -> ChartRead:
        return ChartRead(
            selection_id=self._selection.id,
            name=name,
            as_of=context_of(self._session).clock.now(),
            categories=[*categories],
            series=[ChartSeries(code=code, values=values) for code, values in series.items()],
            lines=lines or {},
            has_hidden_cells=self._has_hidden,
        )


def _days(since: datetime | None, now: datetime) -> int | None:
    return None if since is None else int((now - since).total_seconds() // _SECONDS_OF_DAY)


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
