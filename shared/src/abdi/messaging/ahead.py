"""What the inbox holds of an aggregate beyond the event at hand."""

from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.messaging.event import EventType
from abdi.messaging.subscription import Incoming, Subscription

_AHEAD: Final = text(
    """
    SELECT EXISTS (
      SELECT 1 FROM inbox WHERE consumer = :consumer AND aggregate_type = :entity AND aggregate_id = :id
        AND sequence > :sequence AND type = :type AND state NOT IN ('applied', 'discarded'))
    """
)


async def is_ahead(
    session: AsyncSession, subscription: Subscription, event: Incoming[Any], *, fact: str, service: str
) -> bool:
    """Whether a later event `fact` (`entity.fact`, same version) of the same aggregate was received already.

    For a handler behind schedule whose effect could not be taken back: it sees what is stored, not what is
    still on its way.
    """
    entity, _, name = fact.partition(".")
    asked = {
        "consumer": subscription.consumer(service),
        "entity": entity,
        "id": str(event.aggregate_id),
        "sequence": event.sequence,
        "type": str(EventType(event.type.service, entity, name, event.type.version)),
    }
    return bool(await session.scalar(_AHEAD, asked))
