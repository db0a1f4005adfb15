"""Reading histories: as of a day in life, as known at an instant."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.problems import NotFound
from personnel.histories.models import Effective

RecordT = TypeVar("RecordT", bound=Effective)


def holds_on(model: type[Effective], day: date) -> ColumnElement[bool]:
    """The facts that hold in life on `day`."""
    return and_(model.valid_from <= day, or_(model.valid_to.is_(None), model.valid_to > day))


def known_at(model: type[Effective], instant: datetime | None) -> ColumnElement[bool]:
    """The facts that the registry believed at `instant`; now, if none is given."""
    if instant is None:
        return model.superseded_at.is_(None)
    return and_(
        model.recorded_at <= instant, or_(model.superseded_at.is_(None), model.superseded_at > instant)
    )


async def list_history(
    session: AsyncSession,
    model: type[RecordT],
    subject_id: UUID,
    *,
    as_of: date | None = None,
    at: datetime | None = None,
) -> Sequence[RecordT]:
    """The history of one subject in order of life: what held on `as_of`, what was known `at` an instant."""
    wanted = select(model).where(getattr(model, model.subject) == subject_id, known_at(model, at))
    if as_of is not None:
        wanted = wanted.where(holds_on(model, as_of))
    return (await session.scalars(wanted.order_by(model.valid_from, model.id))).all()


async def get_record(
    session: AsyncSession, model: type[RecordT], *, subject_id: UUID, record_id: UUID
) -> RecordT:
    """One current entry. Raises NotFound, also for an entry that was corrected already."""
    record = await session.get(model, record_id)
    if record is None or getattr(record, model.subject) != subject_id or record.superseded_at is not None:
        raise NotFound
    return record
