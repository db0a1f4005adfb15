"""The rows of the import files, with the checks that one row allows on its own."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from abdi.text import Line
from personnel.delegations.rules import DelegationKind
from personnel.educations.rules import EducationLevel
from personnel.employees.models import EmploymentStatus
from personnel.identifiers.rules import EmploymentType, Sex, without_separators
from personnel.positions.models import PositionKind
from personnel.ranks.rules import BKN_RANK_CHANGES, RankChange
from personnel.roles.rules import Role
from personnel.roles.schemas import Purpose, RoleDay

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_SCIENTIFIC = re.compile(r"\d[.,]?\d*[eE]\+?\d+")
NIP_LENGTH = 18


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing to repair: where it is, a stable code, and what to do."""

    file: str
    line: int
    column: str
    code: str
    message: str


def _empty_is_none(value: Any) -> Any:
    return None if value == "" else value


def _iso_date(value: str) -> str:
    if not _ISO.fullmatch(value):
        raise PydanticCustomError("date_not_iso", "write dates as YYYY-MM-DD, such as 2026-04-01")
    return value


def _number_kept_as_text(value: str) -> str:
    """NIP or NIK as text. A spreadsheet number keeps fifteen digits and fills up with zeros."""
    digits = without_separators(value.removeprefix("'"))
    is_cut = len(digits) == NIP_LENGTH and digits.endswith("000")
    if is_cut or _SCIENTIFIC.fullmatch(value):
        raise PydanticCustomError(
            "number_lost_digits",
            "a spreadsheet stored this as a number and lost its last digits; format the column as text",
        )
    return digits


def _names(value: Any) -> Any:
    return value.split() or None if isinstance(value, str) else value


def _rank_change(value: str) -> str:
    return BKN_RANK_CHANGES.get(value, value)


Words = Annotated[Line, Field(max_length=300)]
MaybeWords = Annotated[Words | None, BeforeValidator(_empty_is_none)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,40}$")]
MaybeCode = Annotated[Code | None, BeforeValidator(_empty_is_none)]
Agency = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{2,10}$")]
Digits = Annotated[str, BeforeValidator(_number_kept_as_text)]
Day = Annotated[date, BeforeValidator(_iso_date)]
MaybeDay = Annotated[Day | None, BeforeValidator(_empty_is_none)]
RoleFrom = Annotated[RoleDay, BeforeValidator(_iso_date)]
MaybeRoleUntil = Annotated[RoleFrom | None, BeforeValidator(_empty_is_none)]


@dataclass(frozen=True, slots=True)
class AgencyRow:
    line: int
    code: Agency
    name: Words
    kind: Words
    time_zone: Words


@dataclass(frozen=True, slots=True)
class UnitRow:
    line: int
    agency_code: Agency
    code: Code
    parent_code: MaybeCode
    name: Words
    kind: Words
    valid_from: Day

    @property
    def key(self) -> tuple[str, str]:
        """Agency and code."""
        return self.agency_code, self.code


@dataclass(frozen=True, slots=True)
class PositionRow:
    line: int
    agency_code: Agency
    code: Code
    unit_code: Code
    title: Words
    kind: PositionKind
    level: MaybeCode
    job_class: Annotated[int | None, BeforeValidator(_empty_is_none)]
    is_head: bool
    reference_code: MaybeCode

    @property
    def key(self) -> tuple[str, str]:
        """Agency and code."""
        return self.agency_code, self.code


@dataclass(frozen=True, slots=True)
class EmployeeRow:
    line: int
    agency_code: Agency
    nip: Digits
    nik: Digits
    name: Words
    front_title: MaybeWords
    back_title: MaybeWords
    birth_date: Day
    birth_place: MaybeWords
    sex: Sex
    employment_type: EmploymentType
    appointed_on: Day
    status: EmploymentStatus


@dataclass(frozen=True, slots=True)
class RankRow:
    line: int
    nip: Digits
    rank: Words
    effective_from: Day
    decree_number: MaybeWords
    decree_on: MaybeDay
    promotion_type: Annotated[RankChange, BeforeValidator(_rank_change)]


@dataclass(frozen=True, slots=True)
class EducationRow:
    line: int
    nip: Digits
    level: EducationLevel
    program_code: MaybeWords
    program_name: MaybeWords
    institution: MaybeWords
    graduated_on: Day


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    line: int
    nip: Digits
    position_code: Code
    agency_code: Agency
    effective_from: Day
    effective_to: MaybeDay

    @property
    def key(self) -> tuple[str, str]:
        """Agency and code of the position."""
        return self.agency_code, self.position_code


@dataclass(frozen=True, slots=True)
class SuperiorRow:
    line: int
    nip: Digits
    superior_nip: Digits
    effective_from: Day


@dataclass(frozen=True, slots=True)
class RoleRow:
    line: int
    agency_code: Agency
    nip: Digits
    role: Role
    unit_code: MaybeCode
    starts_on: RoleFrom
    ends_on: MaybeRoleUntil
    purpose: Annotated[Purpose | None, BeforeValidator(_empty_is_none)]

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from other roles; the rest is what it says."""
        return self.agency_code, self.nip, self.role, self.unit_code, self.starts_on


@dataclass(frozen=True, slots=True)
class DelegationRow:
    line: int
    agency_code: Agency
    kind: DelegationKind
    from_nip: Digits
    to_nip: Digits
    actions: Annotated[list[Words] | None, BeforeValidator(_names)]
    starts_on: RoleFrom
    ends_on: RoleFrom
    reason: Words

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from other delegations; the rest is what it says."""
        return self.agency_code, self.kind, self.from_nip, self.to_nip, self.starts_on
