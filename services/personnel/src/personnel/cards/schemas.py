"""What goes in and out about business cards."""

from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from abdi.examples import example

MOST_CARDS: Final = 200
CARD: Final[dict[str, Any]] = {
    "id": "0192f4c3-5a7e-7bbb-8000-1234567890a1",
    "agency": "5671",
    "name": "Siti Mawarni Kencana",
    "front_title": None,
    "back_title": "S.A.P.",
    "position_title": "Analis Sumber Daya Manusia Aparatur",
    "unit_name": "Bidang Mutasi",
}


class CardsRequest(BaseModel):
    """Whose cards are wanted."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=example(ids=[CARD["id"]]))

    ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_CARDS)]


class CardRead(BaseModel):
    """A civil servant as on a business card, with the position held today."""

    model_config = ConfigDict(json_schema_extra=example(CARD))

    id: UUID
    agency: str
    name: str
    front_title: str | None
    back_title: str | None
    position_title: str | None = Field(description="null: holds no position today")
    unit_name: str | None


class CardsRead(BaseModel):
    """The cards by name, of those whom the caller may know; all others are left out."""

    model_config = ConfigDict(json_schema_extra=example(data=[CARD]))

    data: list[CardRead]
