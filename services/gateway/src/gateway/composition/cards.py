"""Names for the ids of people: the registry's business cards, never a reason to fail."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from pydantic import Field
from pydantic_core import to_json

from gateway.composition.asking import Caller, PartMissing, ask_with
from gateway.composition.schemas import View, example

SERVICE: Final = "personnel"
ADDRESS: Final = "/v1/employees/cards"
MOST_CARDS: Final = 200
CARD: Final[dict[str, Any]] = {
    "id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a46",
    "name": "Budi Santoso",
    "position_title": "Kepala Bidang Mutasi",
}


class CardView(View):
    """Somebody as on a business card; null: not known to the caller, or not known now (`meta.missing`)."""

    model_config = example(CARD)

    id: UUID
    name: str | None = None
    position_title: str | None = Field(default=None, description="also null: holds no position today")


class CardsView(View):
    """The cards that the registry gives."""

    data: list[CardView]


@dataclass(frozen=True)
class Cards:
    """What is known of some people, and why it is not more."""

    known: Mapping[UUID, CardView] = field(default_factory=dict)
    missing: tuple[PartMissing, ...] = ()

    def of(self, person: UUID | None) -> CardView | None:
        """The card of `person`, with nothing on it when it is not known; None for nobody."""
        return None if person is None else self.known.get(person, CardView(id=person))


async def read_cards(caller: Caller, people: Iterable[UUID | None]) -> Cards:
    """The cards of `people`; whatever goes wrong is in `missing`."""
    wanted = sorted({person for person in people if person is not None})
    asked = [
        ask_with(
            caller,
            SERVICE,
            ADDRESS,
            body=to_json({"ids": wanted[start : start + MOST_CARDS]}),
            view=CardsView,
        )
        for start in range(0, len(wanted), MOST_CARDS)
    ]
    known: dict[UUID, CardView] = {}
    missing: list[PartMissing] = []
    for end in await asyncio.gather(*asked, return_exceptions=True):
        if isinstance(end, PartMissing):
            missing = [end]
        elif isinstance(end, BaseException):
            raise end
        else:
            known.update((card.id, card) for card in end.data)
    return Cards(known, tuple(missing))
