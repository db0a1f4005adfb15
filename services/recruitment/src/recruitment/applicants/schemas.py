"""What goes in and out about accounts of applicants."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from abdi.examples import example
from abdi.instants import Day
from abdi.text import Line
from abdi.written import Written
from recruitment.candidates.rules import Sex

Name = Annotated[Line, Field(max_length=200)]
Place = Annotated[Line, Field(max_length=100)]
Nik = Annotated[str, Field(max_length=30, description="16 digits; spaces and dots are allowed")]
Code = Annotated[str, Field(max_length=20, description="the digits of the last mail; spaces are allowed")]
Address = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        max_length=254,
        pattern=r"^\s*[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}\s*$",
    ),
    Field(description="a mailbox that the person reads"),
]

_UNSAID: Any = None
"""The default of a field that may be left out, but not be null."""
_PERSON: dict[str, Any] = {
    "name": "Siti Contoh",
    "birth_date": "2001-10-20",
    "birth_place": "Pontianak",
    "sex": "female",
}
_ACCOUNT: dict[str, Any] = _PERSON | {
    "id": "019a9b2c-8f02-7c10-8a11-5d1f0e7b9c02",
    "version": 1,
    "nik": "************0009",
    "address": "s***@contoh.id",
    "is_settled": False,
    "created_at": "2026-03-02T02:00:00Z",
}


class ApplicantCreate(Written):
    """Who wants an account, as the identity card says."""

    model_config = ConfigDict(
        json_schema_extra=example(_PERSON, nik="6171056010010009", address="siti@contoh.id")
    )

    name: Name
    nik: Nik
    birth_date: Day
    birth_place: Place
    sex: Sex
    address: Address


class ApplicantUpdate(Written):
    """A correction of the own data; fields left out stay as they were."""

    model_config = ConfigDict(json_schema_extra=example(name="Siti Contoh Lestari"))

    name: Name = Field(default=_UNSAID)
    birth_date: Day = Field(default=_UNSAID)
    birth_place: Place = Field(default=_UNSAID)
    sex: Sex = Field(default=_UNSAID)

    @property
    def changes(self) -> dict[str, Any]:
        """What was said."""
        return {name: getattr(self, name) for name in self.model_fields_set}

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise PydanticCustomError("nothing_named", "name at least one field to change")
        return self


class SignInCreate(Written):
    """Whose door it is."""

    model_config = ConfigDict(json_schema_extra=example(address="siti@contoh.id"))

    address: Address


class SignInConfirmation(Written):
    """The code that came by mail."""

    model_config = ConfigDict(json_schema_extra=example(address="siti@contoh.id", code="1234 5678"))

    address: Address
    code: Code


class AddressConfirmation(Written):
    """The code that came to the new address."""

    model_config = ConfigDict(json_schema_extra=example(code="1234 5678"))

    code: Code


class CodeSentRead(BaseModel):
    """The same for every address: a code is under way, if there is somebody to send it to."""

    model_config = ConfigDict(json_schema_extra=example(valid_seconds=600, pause_seconds=60))

    valid_seconds: int = Field(description="for so long the code is good")
    pause_seconds: int = Field(description="sooner than that no other code is sent")


class SignedInRead(BaseModel):
    """The token with which an applicant asks."""

    model_config = ConfigDict(
        json_schema_extra=example(
            access_token="eyJhbGciOiJFUzI1NiJ9.e30.c2ln",  # noqa: S106 - an example of nobody's
            token_type="Bearer",  # noqa: S106 - a word of the protocol
            expires_at="2026-03-02T02:30:00Z",
            applicant_id="019a9b2c-8f02-7c10-8a11-5d1f0e7b9c02",
        )
    )

    access_token: str
    token_type: Literal["Bearer"]
    expires_at: datetime
    applicant_id: UUID


class ApplicantRead(BaseModel):
    """The own account; NIK and address are shown in part."""

    model_config = ConfigDict(json_schema_extra=example(_ACCOUNT))

    id: UUID
    version: int
    nik: str
    name: str
    birth_date: date
    birth_place: str
    sex: Sex
    address: str
    is_settled: bool = Field(description="an application was submitted: the data no longer changes")
    created_at: datetime
