"""What a row of a file of formations says: one line for each need."""

from decimal import Decimal
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from abdi.bulk.cells import AnyCase, CellRefused, Maybe, Number, TextCell, WholeNumber, WordList
from abdi.bulk.rows import Row
from abdi.i18n import Text
from recruitment.candidates.rules import EducationLevel
from recruitment.formations.schemas import FIRST_INTAKE, LAST_INTAKE, MOST_CODES
from recruitment.labels import LABELS

_LEVELS: Final = {label.id.casefold(): code for code, label in LABELS["education_level"].items()}
_BEST: Final = Decimal("99.99")


def _level(value: Any) -> Any:
    """The code, also in small letters, with dashes, or as the list of labels calls it."""
    if not isinstance(value, str):
        return value
    told = " ".join(value.split())
    return _LEVELS.get(told.casefold(), told.upper().replace("-", ""))


def _codes(codes: tuple[str, ...]) -> tuple[str, ...]:
    if not 0 < len(codes) <= MOST_CODES:
        raise CellRefused(
            "wrong_number_of_codes",
            Text(f"1 sampai {MOST_CODES} kode pendidikan", f"1 to {MOST_CODES} codes of educations"),
        )
    return tuple(sorted(set(codes)))


class FormationRow(Row):
    """The openings of one need of a formation; rows of one formation say the same of everything else."""

    agency_code: Annotated[
        TextCell,
        StringConstraints(pattern=r"^[A-Za-z0-9]{2,10}$"),
        Text("kode instansi BKN", "BKN code of the agency"),
        Field(examples=["5671"]),
    ]
    intake: Annotated[
        WholeNumber,
        Field(ge=FIRST_INTAKE, le=LAST_INTAKE, examples=["2024"]),
        Text("tahun pengadaan", "year of the selection"),
    ]
    position_id: Annotated[
        UUID,
        Text("id jabatan pada data kepegawaian", "id of the post at the registry"),
        Field(examples=["019a9b2c-7d1e-7a44-9f30-2b6f3d1c5e01"]),
    ]
    education_level: Annotated[
        EducationLevel,
        BeforeValidator(_level),
        Text("jenjang pendidikan", "level of education"),
        Field(examples=["S1"]),
    ]
    education_codes: Annotated[
        WordList,
        AfterValidator(_codes),
        Text("kode pendidikan BKN, dipisah titik koma", "BKN codes of educations, between them semicolons"),
        Field(examples=["7634B30B9A4D0205E050640A29031FF8"]),
    ]
    placement_code: Annotated[
        TextCell,
        Field(max_length=40, examples=["SDN-1"]),
        Text("kode tempat tugas", "code of the place of work"),
    ]
    placement_name: Annotated[
        TextCell,
        Field(max_length=200, examples=["SD Negeri 1 Palembang"]),
        Text("nama tempat tugas", "name of the place of work"),
    ]
    need: Annotated[
        str,
        AnyCase,
        StringConstraints(pattern=r"^[a-z][a-z_]{1,39}$"),
        Text("jenis kebutuhan: general atau kebutuhan khusus", "need: general or a special one"),
        Field(examples=["general"]),
    ]
    openings: Annotated[
        WholeNumber,
        Field(ge=1, le=100_000, examples=["4"]),
        Text("jumlah formasi", "number of openings"),
    ]
    post_group: Annotated[
        Maybe[Annotated[TextCell, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]],
        Text("kelompok jabatan, bila ada", "group of posts, if any"),
    ] = None
    age_maximum: Annotated[
        Maybe[Annotated[WholeNumber, Field(ge=15, le=70)]],
        Text("batas usia, bila lebih rendah", "maximum age, if it is lower"),
        Field(examples=["35"]),
    ] = None
    gpa_minimum: Annotated[
        Maybe[Annotated[Number, Field(gt=0, le=_BEST, decimal_places=2)]],
        Text("IPK atau nilai minimum", "least grade point average or mark"),
        Field(examples=["3,00"]),
    ] = None

    @property
    def formation(self) -> str:
        """What tells formations apart."""
        codes = ",".join(self.education_codes)
        place = f"{self.agency_code} {self.intake} {self.position_id}"
        return f"{place} {self.education_level} {codes} {self.placement_code}"

    @property
    def facts(self) -> tuple[Any, ...]:
        """What rows of one formation must say alike."""
        return self.placement_name, self.post_group, self.age_maximum, self.gpa_minimum
