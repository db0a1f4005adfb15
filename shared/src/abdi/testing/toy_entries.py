"""The toy's import: entries of a register, some refused by a rule and some by the table alone."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import Field
from sqlalchemy import CheckConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from abdi.bulk.cells import AnyCase, Day, Digits, Flag, Maybe, MaybeText, TextCell, WholeNumber
from abdi.bulk.kinds import ImportContext, ImportKind, Taken
from abdi.bulk.rows import Numbered, Row, RowError
from abdi.clock import new_id
from abdi.db import Identified, Timestamped, Versioned
from abdi.i18n import Text
from abdi.messaging import Event, publish
from abdi.testing.toy_base import WRITE, Base

FORBIDDEN: Final = "Terlarang"
UNSTORABLE: Final = "Pecah"
"""A title that the rules overlook and the table refuses."""


class Entry(Identified, Versioned, Timestamped, Base):
    """One entry of the register."""

    __tablename__ = "entry"
    __table_args__ = (CheckConstraint(f"title <> '{UNSTORABLE}'", name="storable"),)

    number: Mapped[str] = mapped_column(unique=True)
    agency: Mapped[str]
    title: Mapped[str]
    opened_on: Mapped[date]
    pages: Mapped[int | None]
    mood: Mapped[str]
    series: Mapped[str | None]


class EntryOpened(Event, name="toy.entry.opened", version=1, key="entry_id", dataclass="internal"):
    entry_id: UUID
    number: str


class EntryRow(Row):
    """A row of the register's file."""

    number: Annotated[
        Digits,
        Text("Nomor 18 angka, kolom berformat teks", "The number of 18 digits, in a column of texts"),
        Field(pattern=r"^\d{18}$", examples=["198501012010012001"]),
    ]
    agency: Annotated[TextCell, Field(description="Code of the agency", examples=["5671"])]
    title: Annotated[TextCell, Field(max_length=80, examples=["Rapat"])]
    opened_on: Annotated[Day, Field(examples=["31/12/2025"])]
    mood: Annotated[Literal["very_good", "good", "bad"], AnyCase, Field(examples=["good"])] = "good"
    pages: Annotated[Maybe[WholeNumber], Field(examples=[12])] = None
    is_secret: Flag = False
    series: Annotated[MaybeText, Field(examples=["A"])] = None


async def take_entries(
    session: AsyncSession, rows: Sequence[Numbered[EntryRow]], _context: ImportContext
) -> Taken:
    """Add what is new, change what is another."""
    numbers = [numbered.row.number for numbered in rows]
    found = await session.scalars(select(Entry).where(Entry.number.in_(numbers)))
    known = {entry.number: entry for entry in found}
    taken = Taken()
    for numbered in rows:
        if numbered.row.title == FORBIDDEN:
            message = Text("judul ini terlarang", "this title is forbidden")
            taken.errors.append(RowError(numbered.number, "title", "forbidden_title", message))
            continue
        told = numbered.row.model_dump(exclude={"is_secret"})
        entry = known.get(numbered.row.number)
        if entry is not None and all(getattr(entry, name) == value for name, value in told.items()):
            taken.unchanged += 1
            continue
        if entry is None:
            entry = Entry(id=new_id(), **told)
            session.add(entry)
        else:
            for name, value in told.items():
                setattr(entry, name, value)
        taken.imported += 1
        publish(session, EntryOpened(agency=entry.agency, entry_id=entry.id, number=entry.number))
    return taken


ENTRIES: Final = ImportKind(
    name="entries",
    title=Text("Buku agenda", "Register"),
    row=EntryRow,
    permission=WRITE,
    take=take_entries,
    key=lambda row: (row.number,),
    agency=lambda row: row.agency,
    group=lambda row: row.series or row.number,
    chunk=3,
)


def number(index: int) -> str:
    """A number of the register."""
    return f"19850101201001{index:04}"


def entries_csv(*rows: Mapping[str, str], header: str = "number,agency,title,opened_on") -> str:
    """A file of these rows, in which what is left out is made up."""
    lines = [header]
    for index, row in enumerate(rows):
        made_up = {"number": number(index), "agency": "5671", "title": f"Judul {index}"}
        whole = {**made_up, "opened_on": "2026-01-02", **row}
        lines.append(",".join(whole.get(name, "") for name in header.split(",")))
    return "\n".join(lines) + "\n"
