"""A participant's card, and the check at the door."""

import asyncio
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.db.context import context_of
from abdi.i18n import Text
from abdi.problems import Conflict, NotFound
from recruitment.applications.models import Application
from recruitment.cards.drawing import Card, CardFile
from recruitment.cards.queries import list_cards
from recruitment.cards.signing import CardSigner
from recruitment.examinations.queries import get_application
from recruitment.policy import READ_SESSION, RECORD_ATTENDANCE
from recruitment.sessions.models import Seat
from recruitment.sessions.queries import list_cards as list_seats


class CardNotReady(Conflict):
    """A card is printed once there is a number and a seat."""

    code = "card-not-ready"
    title = Text("Kartu ujian belum tersedia", "The exam card is not ready yet")


@dataclass(frozen=True)
class Scanned:
    """Who stands at the door, with seats as rows: seat, session, number, name."""

    applicant_id: UUID
    application_id: UUID
    number: str
    name: str
    is_of_today: bool
    seats: list[Any]


async def print_card(
    session: AsyncSession, principal: Principal, *, application_id: UUID, signer: CardSigner
) -> tuple[Application, bytes]:
    """The card of one application as PDF. Raises NotFound, CardNotReady."""
    application = await get_application(session, principal, READ_SESSION, application_id=application_id)
    if application.participant_number is None:
        raise CardNotReady(current_state="without_number", allowed=[])
    cards = await list_cards(session, [application_id], signer)
    if not cards:
        raise CardNotReady(current_state="without_seat", allowed=[])
    # Drawing a code takes its time, for which others need not wait.
    return application, await asyncio.to_thread(_printed, cards)


async def scan_card(session: AsyncSession, principal: Principal, *, code: str, signer: CardSigner) -> Scanned:
    """Who belongs to a code, where and when. Raises CardNotGenuine, and NotFound for whom one may not see."""
    number = signer.number_in(code)
    rows = await list_seats(
        session, principal, Application.participant_number == number, permission=RECORD_ATTENDANCE
    )
    if not rows:
        raise NotFound
    clock = context_of(session).clock
    today = clock.today()
    seats = sorted(rows, key=lambda row: (clock.day_of(row[1].starts_at) != today, row[1].starts_at))
    seat: Seat = rows[0][0]
    return Scanned(
        applicant_id=seat.applicant_id,
        application_id=seat.application_id,
        number=number,
        name=rows[0][3],
        is_of_today=clock.day_of(seats[0][1].starts_at) == today,
        seats=[tuple(row) for row in seats],
    )


def _printed(cards: list[Card]) -> bytes:
    held = BytesIO()
    file = CardFile(held)
    file.add(cards)
    file.close()
    return held.getvalue()
