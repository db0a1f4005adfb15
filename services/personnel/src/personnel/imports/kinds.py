"""The kinds of files that the registry takes: organisation, people and their histories."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.bulk.kinds import AnyImportKind, ImportContext, ImportKind, Taken
from abdi.bulk.rows import Numbered
from abdi.i18n import Text
from personnel.identifiers.vault import NikVault
from personnel.imports.checks import KEYS
from personnel.imports.rows import FILES
from personnel.imports.scope import scope_of
from personnel.imports.service import take_rows
from personnel.imports.timelines import HISTORIES
from personnel.policy import IMPORT

TITLES: Final = {
    "units": Text("Unit organisasi", "Units"),
    "positions": Text("Jabatan", "Positions"),
    "employees": Text("Pegawai", "Employees"),
    "ranks": Text("Riwayat pangkat dan golongan", "Histories of ranks"),
    "educations": Text("Riwayat pendidikan", "Histories of education"),
    "appointments": Text("Riwayat jabatan", "Histories of positions held"),
    "superiors": Text("Riwayat atasan langsung", "Histories of direct superiors"),
}


@dataclass(frozen=True)
class _Taking:
    file: str
    vault: NikVault

    async def __call__(
        self, session: AsyncSession, rows: Sequence[Numbered[Any]], context: ImportContext
    ) -> Taken:
        placed = [one.row.at(one.number) for one in rows]
        return await take_rows(
            session, self.file, placed, vault=self.vault, scope=scope_of(context.principal)
        )


def import_kinds(vault: NikVault) -> list[AnyImportKind]:
    """What agencies may send; agencies, roles and delegations come in with the operator's folder only."""
    return [kind_of(file, vault) for file in TITLES]


def kind_of(file: str, vault: NikVault) -> AnyImportKind:
    """One kind of file, by its name."""
    row, (_, key) = FILES[file], KEYS[file]
    return ImportKind(
        name=file,
        title=TITLES.get(file, Text(file, file)),
        row=row,
        permission=IMPORT,
        take=_Taking(file, vault),
        key=key,
        agency=_agency_of if "agency_code" in row.model_fields else None,
        group=_group_of(file),
        private=frozenset({"nik"} & row.model_fields.keys()),
        is_group_whole=file in HISTORIES and HISTORIES[file].is_exclusive,
    )


def _group_of(file: str) -> Any:
    if file == "units":
        return _agency_of  # one above another, in whatever order
    return _person_of if file in HISTORIES else None


def _agency_of(row: Any) -> str:
    agency: str = row.agency_code
    return agency


def _person_of(row: Any) -> str:
    nip: str = row.nip
    return nip
