"""The rows of the files, with the checks that one row allows on its own."""

from collections.abc import Hashable
from typing import Annotated, Final, Literal, Self

from pydantic import Field, PrivateAttr

from abdi.bulk.cells import AnyCase, Day, Flag, Maybe, MaybeDay, WholeNumber
from abdi.bulk.rows import Row
from abdi.i18n import Text
from personnel.delegations.rules import DelegationKind
from personnel.educations.rules import EducationLevel
from personnel.employees.models import EmploymentStatus
from personnel.identifiers.rules import EmploymentType, Sex
from personnel.imports.columns import Agency, Code, MaybeNik, Names, Nip, PromotionType, Since, Words
from personnel.positions.models import PositionKind
from personnel.roles.rules import Role
from personnel.roles.schemas import FIRST_DAY, Purpose


class PlacedRow(Row):
    """A row that knows its place in the file, so that what is found about it can name it."""

    _line: int = PrivateAttr(default=0)

    @property
    def line(self) -> int:
        """Its number in the file; the header is row 1."""
        return self._line

    def at(self, line: int) -> Self:
        """The row itself, at its place."""
        self._line = line
        return self


class AgencyRow(PlacedRow):
    """An agency."""

    code: Agency
    name: Words
    kind: Words
    time_zone: Words


class UnitRow(PlacedRow):
    """A unit, and the one above it."""

    agency_code: Agency
    code: Annotated[Code, Text("kode unit", "code of the unit"), Field(examples=["01"])]
    parent_code: Annotated[
        Maybe[Code],
        Text("kode unit induk; kosong untuk unit puncak", "code of the unit above; empty at the top"),
        Field(examples=["00"]),
    ]
    name: Annotated[Words, Text("nama unit", "name of the unit"), Field(examples=["Dinas Pendidikan"])]
    kind: Annotated[Words, Text("jenis unit", "kind of unit"), Field(examples=["dinas"])]
    valid_from: Since

    @property
    def key(self) -> tuple[str, str]:
        """Agency and code."""
        return self.agency_code, self.code


class PositionRow(PlacedRow):
    """A position: one seat."""

    agency_code: Agency
    code: Annotated[Code, Text("kode jabatan", "code of the position"), Field(examples=["P1"])]
    unit_code: Annotated[Code, Text("kode unit", "code of the unit"), Field(examples=["01"])]
    title: Annotated[Words, Text("nama jabatan", "title"), Field(examples=["Pengolah Data"])]
    kind: Annotated[
        PositionKind, AnyCase, Text("jenis jabatan", "kind of position"), Field(examples=["pelaksana"])
    ]
    level: Annotated[
        Maybe[Code], Text("eselon atau jenjang", "eselon or level of a functional post"), Field(examples=[""])
    ]
    job_class: Annotated[
        Maybe[Annotated[WholeNumber, Field(ge=1, le=17)]],
        Text("kelas jabatan", "job class"),
        Field(examples=["7"]),
    ]
    is_head: Annotated[Flag, Text("kepala unit", "head of the unit"), Field(examples=["tidak"])]
    reference_code: Annotated[
        Maybe[Code], Text("kode referensi BKN", "reference code of BKN"), Field(examples=[""])
    ]
    empty_since: Annotated[
        MaybeDay,
        Text(
            "kosong sejak; bila tidak diisi, hari impor",
            "empty since; the day of the import if nothing is said",
        ),
        Field(examples=["2020-02-01"]),
    ] = None

    @property
    def key(self) -> tuple[str, str]:
        """Agency and code."""
        return self.agency_code, self.code


class EmployeeRow(PlacedRow):
    """A person."""

    agency_code: Agency
    nip: Nip
    nik: MaybeNik
    name: Annotated[Words, Text("nama tanpa gelar", "name without titles"), Field(examples=["Siti Contoh"])]
    front_title: Annotated[Maybe[Words], Text("gelar depan", "title before the name"), Field(examples=[""])]
    back_title: Annotated[
        Maybe[Words], Text("gelar belakang", "title after the name"), Field(examples=["S.Sos."])
    ]
    birth_date: Annotated[Day, Text("tanggal lahir", "birth date"), Field(examples=["1990-08-05"])]
    birth_place: Annotated[
        Maybe[Words], Text("tempat lahir", "place of birth"), Field(examples=["Palembang"])
    ]
    sex: Annotated[Sex, AnyCase, Text("male atau female", "male or female"), Field(examples=["female"])]
    employment_type: Annotated[
        EmploymentType, Text("PNS, CPNS, atau PPPK", "PNS, CPNS or PPPK"), Field(examples=["PNS"])
    ]
    appointed_on: Annotated[
        Day, Text("TMT pengangkatan pertama", "day of the first appointment"), Field(examples=["2015-05-01"])
    ]
    status: Annotated[
        EmploymentStatus, AnyCase, Text("status kepegawaian", "employment status"), Field(examples=["active"])
    ]


class RankRow(PlacedRow):
    """A rank or grade in force since a day."""

    nip: Nip
    rank: Annotated[Words, Text("golongan", "golongan"), Field(examples=["III/a"])]
    effective_from: Since
    decree_number: Annotated[Maybe[Words], Text("nomor SK", "number of the decree")]
    decree_on: Annotated[MaybeDay, Text("tanggal SK", "date of the decree")]
    promotion_type: PromotionType


class EducationRow(PlacedRow):
    """A recognised education."""

    nip: Nip
    level: Annotated[EducationLevel, Text("jenjang", "level"), Field(examples=["S1"])]
    program_code: Annotated[Maybe[Words], Text("kode pendidikan BKN", "code of the BKN education list")]
    program_name: Annotated[Maybe[Words], Text("program studi", "programme of study")]
    institution: Annotated[Maybe[Words], Text("lembaga pendidikan", "institution")]
    graduated_on: Annotated[Day, Text("tanggal lulus", "day of graduation"), Field(examples=["2012-07-01"])]


class AppointmentRow(PlacedRow):
    """A position held since a day."""

    nip: Nip
    position_code: Annotated[Code, Text("kode jabatan", "code of the position"), Field(examples=["P1"])]
    agency_code: Agency
    effective_from: Since
    effective_to: Annotated[
        MaybeDay, Text("hari pertama tidak lagi berlaku", "the first day on which it no longer holds")
    ]

    @property
    def key(self) -> tuple[str, str]:
        """Agency and code of the position."""
        return self.agency_code, self.position_code


class SuperiorRow(PlacedRow):
    """Who the person reports to since a day."""

    nip: Nip
    superior_nip: Annotated[Nip, Text("NIP atasan", "NIP of the superior")]
    effective_from: Since


RoleFrom = Annotated[Day, Field(ge=FIRST_DAY)]


class RoleRow(PlacedRow):
    """A role for somebody."""

    agency_code: Agency
    nip: Nip
    role: Annotated[Role, AnyCase]
    unit_code: Maybe[Code]
    starts_on: RoleFrom
    ends_on: Maybe[RoleFrom]
    purpose: Maybe[Purpose]

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What tells it from other roles; the rest is what it says."""
        return self.agency_code, self.nip, self.role, self.unit_code, self.starts_on


class DelegationRow(PlacedRow):
    """Authority that somebody exercises in another's place."""

    agency_code: Agency
    kind: Annotated[DelegationKind, AnyCase]
    from_nip: Nip
    to_nip: Nip
    actions: Maybe[Names]
    starts_on: RoleFrom
    ends_on: RoleFrom
    reason: Words

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What tells it from other delegations; the rest is what it says."""
        return self.agency_code, self.kind, self.from_nip, self.to_nip, self.starts_on


FileName = Literal[
    "agencies",
    "units",
    "positions",
    "employees",
    "ranks",
    "educations",
    "appointments",
    "superiors",
    "roles",
    "delegations",
]
FILES: Final[dict[str, type[PlacedRow]]] = {
    "agencies": AgencyRow,
    "units": UnitRow,
    "positions": PositionRow,
    "employees": EmployeeRow,
    "ranks": RankRow,
    "educations": EducationRow,
    "appointments": AppointmentRow,
    "superiors": SuperiorRow,
    "roles": RoleRow,
    "delegations": DelegationRow,
}
