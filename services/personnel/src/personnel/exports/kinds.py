"""The kinds of files that the registry gives: what it takes, so that a file can come back."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from abdi.bulk.exports import SUBJECT, AnyExportKind, ExportKind, NoFilters
from personnel.exports.queries import SEALED, SELECTS
from personnel.identifiers.vault import NikVault
from personnel.imports.kinds import TITLES
from personnel.imports.rows import FILES
from personnel.policy import EXPORT

EMPLOYEES: Final = "employees"


def export_kinds(vault: NikVault) -> list[AnyExportKind]:
    """One kind for each file of the imports."""
    return [_kind(file, vault) for file in TITLES]


def _kind(file: str, vault: NikVault) -> AnyExportKind:
    wanted = SELECTS[file]
    return ExportKind(
        name=file,
        title=TITLES[file],
        row=FILES[file],
        permission=EXPORT,
        select=lambda principal, _: wanted(principal),
        filters=NoFilters,
        shown=_masking(vault) if file == EMPLOYEES else None,
    )


def _masking(vault: NikVault) -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
    def masked(row: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**row, "nik": vault.masked(row[SUBJECT], row[SEALED])}

    return masked
