"""What a row of a file of evaluations says."""

from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from abdi.bulk.cells import AnyCase, CellRefused, Day, Digits, TextCell, WholeNumber
from abdi.bulk.rows import Row
from abdi.i18n import Text
from performance.evaluations.rules import Rating
from performance.evaluations.schemas import FIRST_YEAR, LAST_YEAR
from performance.labels import LABELS

_NIP_LENGTH: Final = 18
_AS_TEXT: Final = Text(
    "format kolom sebagai teks lalu isi kembali", "format the column as text and enter it again"
)
_OFFICIAL: Final = {label.id.lower(): code for code, label in LABELS["rating"].items()}


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


def _rating(value: Any) -> Any:
    """The code, also for what the regulation calls it: `Sesuai ekspektasi`."""
    return _OFFICIAL.get(" ".join(value.split()).lower(), value) if isinstance(value, str) else value


_Rating = Annotated[Rating, AnyCase, BeforeValidator(_rating), Field(examples=["as_expected"])]


class EvaluationRow(Row):
    """One employee's year."""

    agency_code: Annotated[
        TextCell,
        StringConstraints(pattern=r"^[A-Za-z0-9]{2,10}$"),
        Text("kode instansi BKN", "BKN code of the agency"),
        Field(examples=["5671"]),
    ]
    nip: Annotated[
        Digits,
        AfterValidator(_whole_nip),
        Text("NIP 18 angka, sebagai teks", "NIP of 18 digits, as text"),
        Field(examples=["199008052015051001"]),
    ]
    year: Annotated[
        WholeNumber,
        Field(ge=FIRST_YEAR, le=LAST_YEAR, examples=["2025"]),
        Text("tahun yang dinilai", "the year that was evaluated"),
    ]
    work_result: Annotated[
        _Rating,
        Text(
            "hasil kerja: di atas ekspektasi, sesuai ekspektasi, di bawah ekspektasi; atau kodenya",
            "rating of the work result: above, as_expected or below",
        ),
    ]
    behaviour: Annotated[
        _Rating,
        Text(
            "perilaku kerja: di atas ekspektasi, sesuai ekspektasi, di bawah ekspektasi; atau kodenya",
            "rating of the behaviour: above, as_expected or below",
        ),
    ]
    completed_on: Annotated[
        Day,
        Text("tanggal penilaian selesai", "the day on which the evaluation was completed"),
        Field(examples=["2026-01-20"]),
    ]

    @property
    def place(self) -> tuple[str, int]:
        """Whose year it is."""
        return self.nip, self.year

    @property
    def ratings(self) -> tuple[Rating, Rating]:
        """Work result and behaviour."""
        return self.work_result, self.behaviour
