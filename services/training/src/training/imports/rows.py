"""What a row of each file says."""

import re
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from abdi.bulk.cells import AnyCase, CellRefused, Day, Digits, Maybe, TextCell, WholeNumber
from abdi.bulk.rows import Row
from abdi.i18n import Text
from training.courses.schemas import LARGEST_JP
from training.programmes.rules import NeedKind, ProgrammeForm, ProgrammeKind
from training.programmes.schemas import LARGEST_HOURS

_NIP_LENGTH: Final = 18
_AS_TEXT: Final = Text(
    "format kolom sebagai teks lalu isi kembali", "format the column as text and enter it again"
)


def _whole_nip(digits: str) -> str:
    # A spreadsheet number keeps fifteen digits and fills up with zeros; no serial of a NIP is 000.
    if len(digits) == _NIP_LENGTH and digits.endswith("000"):
        lost = Text(
            "tiga angka terakhir hilang karena NIP disimpan sebagai bilangan",
            "the last three digits were lost because the NIP was stored as a number",
        )
        raise CellRefused("number_lost_digits", lost, _AS_TEXT)
    if len(digits) != _NIP_LENGTH:
        raise CellRefused("malformed_nip", Text("NIP terdiri atas 18 angka", "a NIP has 18 digits"))
    return digits


def _split(value: Any) -> Any:
    return tuple(re.split(r"[\s;|,]+", value.strip().lower())) if isinstance(value, str) else value


Agency = Annotated[
    TextCell,
    StringConstraints(pattern=r"^[A-Za-z0-9_-]{2,10}$"),
    Text("kode instansi BKN", "BKN code of the agency"),
    Field(examples=["5671"]),
]
ProgrammeCode = Annotated[
    TextCell,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$"),
    Text("kode program", "code of the programme"),
    Field(examples=["TEK-KINERJA-01"]),
]


class ProgrammeRow(Row):
    """A programme; without agency it is national, which only the operator may bring in."""

    agency_code: Annotated[
        Maybe[Annotated[TextCell, StringConstraints(pattern=r"^[A-Za-z0-9_-]{2,10}$")]],
        Text("kode instansi BKN; kosong: program nasional", "BKN code of the agency; empty: national"),
        Field(examples=["5671"]),
    ]
    code: ProgrammeCode
    title: Annotated[
        TextCell,
        Field(max_length=200, examples=["Pelatihan Teknis Manajemen Kinerja"]),
        Text("nama program", "title of the programme"),
    ]
    kind: Annotated[
        ProgrammeKind,
        AnyCase,
        Text("bentuk pengembangan kompetensi", "form of development"),
        Field(examples=["technical"]),
    ]
    form: Annotated[
        ProgrammeForm,
        AnyCase,
        Text("classical (klasikal) atau non_classical (nonklasikal)", "classical or non_classical"),
        Field(examples=["classical"]),
    ]
    hours: Annotated[
        WholeNumber,
        Field(ge=1, le=LARGEST_HOURS, examples=["24"]),
        Text("JP (1 JP adalah 45 menit)", "JP (1 JP is 45 minutes)"),
    ]
    answers: Annotated[
        tuple[NeedKind, ...],
        BeforeValidator(_split),
        Text(
            "kebutuhan yang dijawab, dipisah spasi: performance latsar orientation; boleh kosong",
            "needs that it closes, blanks between: performance latsar orientation; may be empty",
        ),
        Field(examples=["performance"]),
    ] = ()

    @property
    def place(self) -> tuple[str | None, str]:
        """What names it."""
        return self.agency_code, self.code

    def content(self) -> dict[str, object]:
        """What may change of a programme, as columns."""
        return {
            "title": self.title,
            "kind": self.kind.value,
            "form": self.form.value,
            "hours": self.hours,
            "answers": sorted({answer.value for answer in self.answers}),
        }


class CourseRow(Row):
    """A completed course; the programme is the agency's, else the national one of this code."""

    agency_code: Agency
    nip: Annotated[
        Digits,
        AfterValidator(_whole_nip),
        Text("NIP 18 angka, sebagai teks", "NIP of 18 digits, as text"),
        Field(examples=["199008052015051001"]),
    ]
    programme_code: ProgrammeCode
    started_on: Annotated[Day, Text("hari pertama", "the first day"), Field(examples=["2026-02-09"])]
    completed_on: Annotated[Day, Text("hari terakhir", "the last day"), Field(examples=["2026-02-11"])]
    jp: Annotated[
        Maybe[Annotated[WholeNumber, Field(ge=1, le=LARGEST_JP)]],
        Text("JP pada sertifikat; kosong: JP program", "JP on the certificate; empty: the programme's"),
        Field(examples=["24"]),
    ]
    certificate_number: Annotated[
        Maybe[Annotated[TextCell, Field(max_length=100)]],
        Text("nomor sertifikat; boleh kosong", "number of the certificate; may be empty"),
        Field(examples=["800.2.3/0157/BKPSDM/2026"]),
    ]
    provider: Annotated[
        TextCell,
        Field(max_length=200, examples=["BPSDM Provinsi Sumatera Selatan"]),
        Text("penyelenggara", "who held the course"),
    ]

    @property
    def run(self) -> tuple[object, ...]:
        """What tells the courses of one person apart."""
        return self.nip, self.programme_code, self.started_on, self.completed_on, self.certificate_number
