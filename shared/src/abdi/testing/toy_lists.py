"""The toy's export: the register as a file, in the columns of its import."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import ConfigDict, Field
from sqlalchemy import Select, literal, select

from abdi.bulk.exports import SUBJECT, ExportKind
from abdi.directory import Columns, scope
from abdi.examples import example
from abdi.i18n import Text
from abdi.testing.toy_base import READ
from abdi.testing.toy_entries import Entry, EntryRow
from abdi.text import Line
from abdi.tokens import Principal
from abdi.written import Written


class EntryFilters(Written):
    """Which entries."""

    model_config = ConfigDict(json_schema_extra=example(series="A"))

    series: Annotated[Line, Field(max_length=10)] | None = None


def select_entries(principal: Principal, filters: EntryFilters) -> Select[Any]:
    """The register by number; an entry is about somebody of the same id."""
    told = {name: getattr(Entry, name) for name in EntryRow.model_fields if name != "is_secret"}
    columns = [column.label(name) for name, column in told.items()]
    wanted = select(*columns, literal(value=False).label("is_secret"), Entry.id.label(SUBJECT))
    wanted = wanted.where(scope(principal, READ, Columns(Entry.agency))).order_by(Entry.number)
    return wanted if filters.series is None else wanted.where(Entry.series == filters.series)


def _shown(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**row, "mood": row["mood"].upper()}


LISTED_ENTRIES: Final = ExportKind(
    name="entries",
    title=Text("Buku agenda", "Register"),
    row=EntryRow,
    permission=READ,
    select=select_entries,
    filters=EntryFilters,
    shown=_shown,
)
