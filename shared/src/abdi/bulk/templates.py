"""The file to begin with: the columns of a kind, an example, and what each column means."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from abdi.bulk.headers import columns_of
from abdi.bulk.kinds import AnyImportKind
from abdi.bulk.rows import Row
from abdi.bulk.sheets import BOM, XlsxFile, csv_lines
from abdi.i18n import Text

EXPLANATIONS: Final = "Penjelasan"
_EXPLAINED: Final = ("kolom / column", "wajib / required", "penjelasan", "explanation", "contoh / example")


def template_csv(kind: AnyImportKind) -> bytes:
    """The template as CSV."""
    return BOM + csv_lines([columns_of(kind.row), _example_row(kind.row)])


def write_template_xlsx(kind: AnyImportKind, path: Path) -> None:
    """The template as a workbook, whose second sheet explains the columns."""
    with XlsxFile(path) as book:
        book.sheet(kind.name, columns_of(kind.row)).write_row(_example_row(kind.row))
        explained = book.sheet(EXPLANATIONS, _EXPLAINED)
        for row in _explanations(kind.row):
            explained.write_row(row)


def _example_row(row: type[Row]) -> list[str]:
    return [_example(row, name) for name in columns_of(row)]


def _example(row: type[Row], name: str) -> str:
    examples = row.model_fields[name].examples
    return as_cell(examples[0]) if examples else ""


def as_cell(value: Any) -> str:
    """A value as it stands in a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, list | tuple):
        return "; ".join(as_cell(item) for item in value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _explanations(row: type[Row]) -> Iterator[list[str]]:
    for name in columns_of(row):
        help_ = explanation_of(row, name)
        is_required = row.model_fields[name].is_required()
        yield [name, "ya / yes" if is_required else "tidak / no", help_.id, help_.en, _example(row, name)]


def explanation_of(row: type[Row], name: str) -> Text:
    """What a column means: the `Text` in its annotation, else its description."""
    field = row.model_fields[name]
    told = next((part for part in field.metadata if isinstance(part, Text)), None)
    return told or Text(field.description or "", field.description or "")
