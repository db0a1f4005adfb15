"""What a row of a file of scores says."""

import re
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Final

from pydantic import AfterValidator, BeforeValidator, Field

from abdi.bulk.cells import AnyCase, CellRefused, Digits, Maybe, MaybeDay, MaybeText, Number, WholeNumber
from abdi.bulk.rows import Row
from abdi.i18n import Text
from recruitment.examinations.rules import SkbResult, SkbStanding, SkdResult, SkdStanding
from recruitment.participants.rules import NUMBER_LENGTH, is_number

FIRST_YEAR: Final = 2013
LAST_YEAR: Final = 2100
_AS_TEXT: Final = Text(
    "format kolom sebagai teks lalu isi kembali", "format the column as text and enter it again"
)
_OF_SKD: Final = {
    "th": "absent",
    "tidak hadir": "absent",
    "dis": "disqualified",
    "diskualifikasi": "disqualified",
    "hadir": "taking_part",
}
_OF_SKB: Final = {"th": "absent", "tidak hadir": "absent", "tms-1": "knocked_out", "hadir": "taking_part"}
_RESULTS: Final = frozenset({"p/l", "p", "tl", "p/tl", "lulus", "tidak lulus"})
"""What an official list remarks about those who took part: we find the outcome ourselves."""
_THREE_DECIMALS: Final = re.compile(r"(\d{1,3})[.,](\d{1,12})", re.ASCII)


def _participant_number(digits: str) -> str:
    if is_number(digits):
        return digits
    message = Text(
        f"nomor peserta terdiri atas {NUMBER_LENGTH} angka; tertulis {len(digits)} angka",
        f"a participant number has {NUMBER_LENGTH} digits; it has {len(digits)}",
    )
    raise CellRefused("malformed_participant_number", message, _AS_TEXT)


def _standing_of(words: dict[str, str]) -> Any:
    def read(value: Any) -> Any:
        return words.get(" ".join(value.split()).lower(), value) if isinstance(value, str) else value

    return BeforeValidator(read)


def _remark(value: Any) -> Any:
    """The standing in a remark; an outcome that the list already knows says that somebody took part."""
    if not isinstance(value, str):
        return value
    told = " ".join(value.split()).lower()
    return "taking_part" if told in _RESULTS else _OF_SKD.get(told, value)


def _score(value: Any) -> Any:
    """A score on 0 to 100: 88,125 is no number of thousands here."""
    found = _THREE_DECIMALS.fullmatch(value.strip()) if isinstance(value, str) else None
    return Decimal(f"{found[1]}.{found[2]}") if found else value


ParticipantNumber = Annotated[
    Digits,
    AfterValidator(_participant_number),
    Text("nomor peserta 17 angka, sebagai teks", "participant number of 17 digits, as text"),
    Field(examples=["24000000000000127"]),
]
_Twk = Annotated[
    Maybe[WholeNumber], Text("nilai TWK, kosong bila TH", "TWK score, empty if TH"), Field(examples=["100"])
]
_Tiu = Annotated[
    Maybe[WholeNumber], Text("nilai TIU, kosong bila TH", "TIU score, empty if TH"), Field(examples=["135"])
]
_Tkp = Annotated[
    Maybe[WholeNumber], Text("nilai TKP, kosong bila TH", "TKP score, empty if TH"), Field(examples=["187"])
]
_Total = Annotated[
    Maybe[WholeNumber],
    Text("jumlah ketiganya, untuk diperiksa", "the sum of the three, to be checked"),
    Field(examples=["422"]),
]
_Why = Annotated[
    MaybeText,
    Text(
        "alasan koreksi, wajib setelah pemeringkatan dihitung",
        "why it is corrected; needed once a ranking was computed",
    ),
    Field(max_length=500),
]


class SkdRow(Row):
    """One participant's SKD."""

    number_column: ClassVar[str] = "participant_number"
    reason_column: ClassVar[str] = "reason"

    participant_number: ParticipantNumber
    twk: _Twk
    tiu: _Tiu
    tkp: _Tkp
    total: _Total
    standing: Annotated[
        SkdStanding,
        AnyCase,
        _standing_of(_OF_SKD),
        Text("kosong, TH, DIS atau kodenya", "empty, TH, DIS or the code"),
    ] = "taking_part"
    sat_on: Annotated[MaybeDay, Text("tanggal ujian", "day of the sitting")] = None
    reason: _Why = None

    @property
    def number(self) -> str:
        """Whose result it is."""
        return self.participant_number

    @property
    def result(self) -> SkdResult:
        """What it says."""
        return SkdResult(self.twk, self.tiu, self.tkp, self.standing, total=self.total, sat_on=self.sat_on)


class OfficialSkdRow(Row):
    """One row of an official list of SKD results, with the columns that such lists have."""

    number_column: ClassVar[str] = "no_peserta"
    reason_column: ClassVar[str] = "alasan"

    no_peserta: ParticipantNumber
    twk: _Twk
    tiu: _Tiu
    tkp: _Tkp
    total: _Total
    tahun_skd: Annotated[
        Maybe[WholeNumber],
        Field(ge=FIRST_YEAR, le=LAST_YEAR, examples=["2024"]),
        Text("tahun SKD", "year of the sitting"),
    ] = None
    keterangan: Annotated[
        SkdStanding, AnyCase, BeforeValidator(_remark), Text("P/L, P, TL, TH atau DIS", "P/L, P, TL, TH, DIS")
    ] = "taking_part"
    tahun: MaybeText = None
    nama_instansi: MaybeText = None
    kode_instansi: MaybeText = None
    jabatan: MaybeText = None
    kode_jabatan: MaybeText = None
    lokasi_formasi: MaybeText = None
    jenis_formasi: MaybeText = None
    pendidikan: MaybeText = None
    jumlah_formasi: MaybeText = None
    nama: MaybeText = None
    alasan: _Why = None

    @property
    def number(self) -> str:
        """Whose result it is."""
        return self.no_peserta

    @property
    def reason(self) -> str | None:
        """Why it is corrected."""
        return self.alasan

    @property
    def result(self) -> SkdResult:
        """What it says."""
        return SkdResult(
            self.twk, self.tiu, self.tkp, self.keterangan, total=self.total, exam_year=self.tahun_skd
        )


class SkbRow(Row):
    """One participant's result in one component of SKB."""

    number_column: ClassVar[str] = "participant_number"
    reason_column: ClassVar[str] = "reason"

    participant_number: ParticipantNumber
    component: Annotated[
        str,
        AnyCase,
        Field(max_length=50, examples=["cat"]),
        Text("jenis tes menurut pengumuman", "kind of the test as announced"),
    ]
    score: Annotated[
        Maybe[Annotated[Number, BeforeValidator(_score)]],
        Text("nilai 0-100, paling banyak 3 desimal", "0 to 100, at most 3 decimals"),
        Field(examples=["71.66"]),
    ]
    standing: Annotated[
        SkbStanding,
        AnyCase,
        _standing_of(_OF_SKB),
        Text("kosong, TH, TMS-1 atau kodenya", "empty, TH, TMS-1 or the code"),
    ] = "taking_part"
    reason: _Why = None

    @property
    def number(self) -> str:
        """Whose result it is."""
        return self.participant_number

    @property
    def result(self) -> SkbResult:
        """What it says."""
        return SkbResult(self.score, self.standing)
