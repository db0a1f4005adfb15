"""Messages that no producer of ours would send, or would not send now."""

from typing import Any, Final
from uuid import UUID

from abdi.clock import SystemClock, new_id
from abdi.messaging import Envelope, EventType
from abdi.messaging.nats import Outgoing, Published
from tests.faults.evidence import REMARK
from tests.faults.ledger import AGENCY
from tests.faults.stage import Stage

ENTERED: Final = EventType("ledger", "account", "entered", 1)
CLOSED_BEFORE: Final = EventType("ledger", "account", "closed", 1)
"""An older version than the watcher knows."""


def envelope(account: UUID, sequence: int, kind: EventType = ENTERED, **data: Any) -> Envelope:
    """A fact of an aggregate, as its producer's relay would send it."""
    return Envelope(
        id=new_id(),
        source=f"//asn/{kind.service}",
        type=str(kind),
        subject=account,
        time=SystemClock().now(),
        sequence=sequence,
        agency=AGENCY,
        actor="test",
        data=data or {"reference": f"{account}-{sequence}", "remark": REMARK},
    )


async def send(stage: Stage, *messages: Envelope) -> None:
    """Into their stream, in this order."""
    for message in messages:
        kind = message.event_type()
        await send_raw(stage, kind, message.to_json(), str(message.id))


async def send_raw(stage: Stage, kind: EventType, body: bytes, key: str) -> None:
    """Any bytes under a subject of ours."""
    outgoing = Outgoing(id=key, stream=kind.service.upper(), subject=kind.subject(AGENCY), body=body)
    (answer,) = await stage.admin.publish_batch([outgoing])
    assert isinstance(answer, Published), answer
