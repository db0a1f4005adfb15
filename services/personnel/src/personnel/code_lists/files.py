"""Reads the lists of this release from their files, once each, when first asked for."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO

from personnel.code_lists.catalogue import CODE_LISTS


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One code; `attributes` are the other columns of its row that say something."""

    code: str
    label_id: str
    label_en: str
    attributes: dict[str, str]
    folded: str
    """Code and labels without case, for the search."""


@cache
def entries_of(name: str) -> tuple[CodeEntry, ...]:
    """The entries of the list `name`, in the order of its file. Raises KeyError for an unknown name.

    A code that its file has twice keeps the later row.
    """
    code_list = CODE_LISTS[name]
    english = _english_labels().get(name, {})
    entries = {}
    for row in _rows(name):
        code = row.pop(code_list.code_column)
        label = " ".join(filter(None, (row.pop(column) for column in code_list.label_columns))) or code
        label_en = english.get(code, label)
        attributes = {column: value for column, value in row.items() if value}
        entries[code] = CodeEntry(code, label, label_en, attributes, f"{code} {label} {label_en}".casefold())
    return tuple(entries.values())


@cache
def _english_labels() -> dict[str, dict[str, str]]:
    labels: dict[str, dict[str, str]] = {}
    for row in _rows("labels-en"):
        labels.setdefault(row["list"], {})[row["code"]] = row["label_en"]
    return labels


def _rows(name: str) -> list[dict[str, str]]:
    text = files("personnel.code_lists").joinpath("data", f"{name}.csv").read_text(encoding="utf-8-sig")
    rows = csv.DictReader(StringIO(text, newline=""))
    return [{column: " ".join(value.split()) for column, value in row.items()} for row in rows]
