"""Finding what is printed on cards."""

from collections.abc import Collection, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recruitment.applications.models import Application
from recruitment.cards.drawing import Card, CardSeat
from recruitment.cards.signing import CardSigner
from recruitment.formations.models import Formation
from recruitment.selections.models import Selection
from recruitment.sessions.models import ExamSession, Seat


async def list_seated(session: AsyncSession, *conditions: Any) -> list[UUID]:
    """The applications with a seat for which `conditions` hold, by participant number."""
    wanted = (
        select(Application.id)
        .where(Application.id.in_(select(Seat.application_id).where(*conditions)))
        .order_by(Application.participant_number)
    )
    return list(await session.scalars(wanted))


async def list_cards(
    session: AsyncSession, application_ids: Collection[UUID], signer: CardSigner, *conditions: Any
) -> list[Card]:
    """The cards of these applications, by participant number, with the seats for which `conditions` hold."""
    wanted = (
        select(Seat, ExamSession, Application, Formation.position_name, Selection)
        .join(ExamSession, ExamSession.id == Seat.session_id)
        .join(Application, Application.id == Seat.application_id)
        .join(Formation, Formation.id == Application.formation_id)
        .join(Selection, Selection.id == Application.selection_id)
        .where(Seat.application_id.in_(application_ids), *conditions)
        .order_by(Application.participant_number, ExamSession.starts_at, Seat.id)
    )
    rows = (await session.execute(wanted)).all()
    return [_card([*same], signer) for _, same in groupby(rows, key=lambda row: row[2].id)]


def _card(rows: Sequence[Any], signer: CardSigner) -> Card:
    _, _, application, post, selection = rows[0]
    return Card(
        agency=selection.agency_name,
        selection=selection.name,
        time_zone=selection.time_zone,
        number=application.participant_number,
        name=application.name,
        post=post,
        code=signer.code_of(application.participant_number),
        seats=[_line(seat, of) for seat, of, *_ in rows],
    )


def _line(seat: Seat, of: ExamSession) -> CardSeat:
    test = seat.test.upper() if seat.component is None else f"{seat.test.upper()} {seat.component}"
    return CardSeat(test, of.place, of.room, of.starts_at, seat.number, seat.minutes)
