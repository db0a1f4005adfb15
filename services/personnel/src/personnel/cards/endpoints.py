"""HTTP for business cards."""

from typing import Annotated

from abdi.auth import Principal, requires
from abdi.http import ClockNow, DbSession, ServiceRouter
from personnel.cards.queries import list_cards
from personnel.cards.schemas import CardsRead, CardsRequest
from personnel.policy import READ_CARDS

router = ServiceRouter(prefix="/v1/employees/cards", tags=["employees"])


@router.post("")
async def read_cards(
    session: DbSession,
    principal: Annotated[Principal, requires(READ_CARDS)],
    *,
    body: CardsRequest,
    clock: ClockNow,
) -> CardsRead:
    """Name, position and unit of people by their ids: for everybody who works in their agency.

    Whoever is unknown, or works for another agency, is left out.
    """
    return CardsRead(data=await list_cards(session, principal, body.ids, today=clock.today()))
