"""The columns that several files share, with how a cell of each is read."""

import re
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from abdi.bulk.cells import CellRefused, Day, Digits, Maybe, Squeezed, WordList
from abdi.i18n import Text
from abdi.text import Line
from personnel.ranks.rules import BKN_RANK_CHANGES, RankChange

NIP_LENGTH: Final = 18
_MASKED: Final = re.compile(r"\s*\*+\d{0,4}\s*")


def _whole_nip(digits: str) -> str:
    """A spreadsheet number keeps fifteen digits and fills up with zeros; no serial of a NIP is 000."""
    if len(digits) == NIP_LENGTH and digits.endswith("000"):
        raise CellRefused(
            "number_lost_digits",
            Text(
                "tiga angka terakhir hilang karena NIP disimpan sebagai bilangan",
                "the last three digits were lost because the NIP was stored as a number",
            ),
            Text(
                "format kolom sebagai teks lalu isi kembali", "format the column as text and enter it again"
            ),
        )
    return digits


def _none_when_masked(value: Any) -> Any:
    return None if isinstance(value, str) and _MASKED.fullmatch(value) else value


def _rank_change(value: Any) -> Any:
    return BKN_RANK_CHANGES.get(value.strip(), value) if isinstance(value, str) else value


def _blanks_between(value: Any) -> Any:
    return ";".join(value.split()) if isinstance(value, str) else value


Words = Annotated[Line, Field(max_length=300), Squeezed]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,40}$"), Squeezed]
Agency = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9]{2,10}$"),
    Squeezed,
    Text("kode instansi BKN", "BKN code of the agency"),
    Field(examples=["5671"]),
]
Nip = Annotated[
    Digits,
    AfterValidator(_whole_nip),
    Text("NIP 18 angka, sebagai teks", "NIP of 18 digits, as text"),
    Field(examples=["199008052015051001"]),
]
MaybeNik = Annotated[
    Maybe[Digits],
    BeforeValidator(_none_when_masked),
    Text(
        "NIK 16 angka, sebagai teks; kosong atau tersamar bagi pegawai yang sudah terdaftar",
        "NIK of 16 digits, as text; empty or masked for those in the registry already",
    ),
    Field(examples=["1671010508900001"]),
]
Since = Annotated[Day, Text("berlaku sejak (TMT)", "in force since this day"), Field(examples=["2020-02-01"])]
PromotionType = Annotated[
    RankChange,
    BeforeValidator(_rank_change),
    Text("jenis kenaikan pangkat, atau kodenya di BKN", "kind of promotion, or its code at BKN"),
    Field(examples=["211"]),
]
Names = Annotated[WordList, BeforeValidator(_blanks_between)]
