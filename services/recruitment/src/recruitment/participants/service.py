"""Numbering the participants of a selection, all at once."""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import record_bulk
from abdi.auth import Principal
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.problems import Conflict
from recruitment.participants.events import ParticipantsNumbered
from recruitment.participants.queries import count_numbered, draw_numbers, give_numbers
from recruitment.participants.rules import number_of
from recruitment.policy import PREPARE_SESSION
from recruitment.selections.models import Selection
from recruitment.selections.queries import get_selection_for
from recruitment.selections.states import allowed_in


class SelectionNotUnderWay(Conflict):
    """Its tests are prepared between the announcement and the end of the selection."""

    code = "selection-not-under-way"
    title = Text("Seleksi ini tidak sedang berjalan", "This selection is not under way")


@dataclass(frozen=True)
class Numbering:
    """How many got a number, and how many kept theirs."""

    selection_id: UUID
    given: int
    kept: int


def must_be_under_way(selection: Selection) -> None:
    """Raises SelectionNotUnderWay for a draft, and for what is over."""
    if selection.state != "announced":
        raise SelectionNotUnderWay(current_state=selection.state, allowed=allowed_in(selection.state))


async def number_participants(session: AsyncSession, principal: Principal, selection_id: UUID) -> Numbering:
    """Give every eligible application of the selection that has none a participant number.

    Raises NotFound, SelectionNotUnderWay.
    """
    selection = await get_selection_for(session, principal, PREPARE_SESSION, selection_id=selection_id)
    must_be_under_way(selection)
    kept = await count_numbered(session, selection_id)
    drawn = await draw_numbers(session, selection_id)
    numbers = {row.id: number_of(row.intake, row.running) for row in drawn}
    if numbers:
        await give_numbers(session, numbers)
        _say(session, selection, numbers)
    return Numbering(selection_id, len(numbers), kept)


def _say(session: AsyncSession, selection: Selection, numbers: dict[UUID, str]) -> None:
    given = sorted((number, str(application_id)) for application_id, number in numbers.items())
    lines = "".join(f"{number} {application_id}\n" for number, application_id in given)
    fact = ParticipantsNumbered(
        agency=selection.agency,
        selection_id=selection.id,
        count=len(given),
        first=given[0][0],
        last=given[-1][0],
        sha256=sha256(lines.encode()).hexdigest(),
    )
    publish(session, fact)
    record_bulk(session, "participants.number", fact.model_dump(mode="json"))
