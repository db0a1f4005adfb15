"""The errors file: the same rows with what is wrong with them, to be mended and sent again."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.bulk.headers import OF_ERRORS, error_columns
from abdi.bulk.judging import GOOD
from abdi.bulk.kinds import AnyImportKind
from abdi.bulk.loading import Loaded
from abdi.bulk.sheets import BOM, XlsxFile, csv_lines
from abdi.bulk.staging import judged_rows
from abdi.crypto import mask
from abdi.i18n import LocaleCode

_PAGE: Final = 1000
_BETWEEN: Final = " | "


@dataclass(frozen=True)
class ErrorFile:
    """The errors file of one job; its rows are read in pages, each on its own."""

    sessions: async_sessionmaker[AsyncSession]
    kind: AnyImportKind
    job_id: UUID
    loaded: Loaded
    refused_only: bool
    locale: LocaleCode
    masked: frozenset[str] = frozenset()
    """Columns of which only the last characters are shown."""

    async def csv(self) -> AsyncIterator[bytes]:
        """As CSV, in pieces."""
        yield BOM + csv_lines([self._header()])
        async for page in self._pages():
            yield csv_lines(page)

    async def write_xlsx(self, path: Path) -> None:
        """As a workbook."""
        with XlsxFile(path) as book:
            sheet = book.sheet(self.kind.name, self._header())
            async for page in self._pages():
                await asyncio.to_thread(_write_all, sheet, page)

    def _header(self) -> list[str]:
        names = error_columns(self.kind.row)
        return [*(self.loaded.names[place] for place in self._places), *(names[name] for name in OF_ERRORS)]

    @property
    def _places(self) -> list[int]:
        """Where the own columns are; an errors file that was sent again brings none of the last errors."""
        return [place for place, column in enumerate(self.loaded.columns) if column is not None]

    async def _pages(self) -> AsyncIterator[list[list[str]]]:
        number = 0
        while True:
            async with self.sessions() as session:
                rows = await judged_rows(session, self.job_id, after=number, limit=_PAGE)
            if not rows:
                return
            number = rows[-1].number
            yield [self._row(row) for row in rows if not self.refused_only or row.state != GOOD]

    def _row(self, row: Any) -> list[str]:
        places = self._places
        cells = [self._cell(row.cells[place], place) if place < len(row.cells) else "" for place in places]
        errors = row.errors or []
        return [
            *cells,
            str(row.number),
            _joined(error["column"] for error in errors),
            _joined(error["code"] for error in errors),
            _joined(error["message"][self.locale] for error in errors),
            _joined((error["suggestion"] or {}).get(self.locale, "") for error in errors),
        ]

    def _cell(self, cell: str, place: int) -> str:
        return mask(cell) if self.loaded.columns[place] in self.masked else cell


def _joined(parts: Iterable[str]) -> str:
    told = list(parts)
    return _BETWEEN.join(told) if any(told) else ""


def _write_all(sheet: Any, rows: list[list[str]]) -> None:
    for row in rows:
        sheet.write_row(row)
