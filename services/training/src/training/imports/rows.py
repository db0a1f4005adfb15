"""What a row of each file says."""

import re
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from abdi.instants import Day
from abdi.text import Line
from training.courses.schemas import Certificate, Jp, Provider
from training.programmes.rules import NeedKind, ProgrammeForm, ProgrammeKind
from training.programmes.schemas import LARGEST_HOURS, AgencyCode, Code

_SCIENTIFIC: Final = re.compile(r"\d[.,]?\d*[eE]\+?\d+")
_SEPARATORS: Final = str.maketrans("", "", " .-")
_NIP_LENGTH: Final = 18


def _nip_kept_as_text(value: str) -> str:
    """A NIP as text. A spreadsheet number keeps fifteen digits and fills up with zeros."""
    digits = value.removeprefix("'").translate(_SEPARATORS)
    is_cut = len(digits) == _NIP_LENGTH and digits.endswith("000")
    if is_cut or _SCIENTIFIC.fullmatch(value):
        raise PydanticCustomError(
            "number_lost_digits",
            "a spreadsheet stored the NIP as a number and lost its last digits; format the column as text",
        )
    if not re.fullmatch(r"[0-9]{18}", digits):
        raise PydanticCustomError("nip_malformed", "a NIP has 18 digits")
    return digits


def _empty_is_none(value: Any) -> Any:
    return None if value == "" else value


def _split(value: Any) -> Any:
    return value.split() if isinstance(value, str) else value


class Row(BaseModel):
    """One row; `line` counts from 1 with the header."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    line: int

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """The columns that the file must have."""
        return tuple(name for name in cls.model_fields if name != "line")


class ProgrammeRow(Row):
    """A programme; without agency it is national. `answers` are separated by spaces."""

    agency_code: Annotated[AgencyCode | None, BeforeValidator(_empty_is_none)]
    code: Code
    title: Annotated[Line, Field(max_length=200)]
    kind: ProgrammeKind
    form: ProgrammeForm
    hours: Annotated[int, Field(ge=1, le=LARGEST_HOURS)]
    answers: Annotated[tuple[NeedKind, ...], BeforeValidator(_split)]

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

    agency_code: AgencyCode
    nip: Annotated[str, BeforeValidator(_nip_kept_as_text)]
    programme_code: Code
    started_on: Day
    completed_on: Day
    jp: Annotated[Jp | None, BeforeValidator(_empty_is_none)]
    certificate_number: Annotated[Certificate | None, BeforeValidator(_empty_is_none)]
    provider: Provider
