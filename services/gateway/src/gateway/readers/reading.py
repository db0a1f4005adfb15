"""Asking every service who looked at a person, and the cursor that remembers how far we came."""

import asyncio
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Final
from urllib.parse import quote
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ValidationError

from abdi.i18n import Text
from abdi.problems import FieldError, Malformed
from gateway.composition.asking import REFUSED, Caller, PartMissing, ask
from gateway.composition.cards import Cards, read_cards
from gateway.composition.composing import Composed, refusal, unavailable
from gateway.readers.merging import Merged, Position, merge
from gateway.readers.schemas import ReaderEntry, ReadsView

SERVICES: Final = ("personnel", "performance", "promotion", "training", "recruitment")
SECTION: Final = "readers"
NAMES: Final = f"{SECTION}.names"
FOR_NAMES: Final = 0.2
"""Of the time for an answer, what is kept for the names."""
LONGEST_CURSOR: Final = 8_000
MALFORMED: Final = 422
_FOREIGN: Final = Text("bukan kursor dari daftar ini", "not a cursor of this list")


class _Held(BaseModel):
    cursors: dict[str, str | None]
    before: AwareDatetime | None
    last: tuple[str, str]
    shown: tuple[str, ...]


async def read_readers(
    caller: Caller, employee_id: UUID, *, limit: int, cursor: str | None
) -> tuple[Merged, Composed]:
    """One page of who looked at the person, and what is missing of it.

    Raises:
        NotFound, Forbidden: no service lets the caller see it.
        SectionUnavailable: no service answered.
        Malformed: the cursor is not one of this list.
    """
    position = position_of(cursor)
    # A slow service must leave time to ask for the names of those whom the others saw.
    kept = caller.deadline.remaining() * FOR_NAMES
    hasty = replace(caller, deadline=caller.deadline.earlier_by(kept))
    asked = [
        ask(hasty, service, _target(employee_id, limit, position.cursors.get(service)), view=ReadsView)
        for service in SERVICES
    ]
    ended = await asyncio.gather(*asked, return_exceptions=True)
    pages: dict[str, ReadsView] = {}
    missing: list[PartMissing] = []
    for service, end in zip(SERVICES, ended, strict=True):
        if isinstance(end, PartMissing):
            missing.append(end)
        elif isinstance(end, BaseException):
            raise end
        else:
            pages[service] = end
    _refuse(pages, missing)
    merged, unnamed = await _with_names(caller, merge(pages, position, limit=limit))
    without = [(SECTION, part) for part in missing] + [(NAMES, part) for part in unnamed]
    return merged, Composed(missing=without)


async def _with_names(caller: Caller, merged: Merged) -> tuple[Merged, tuple[PartMissing, ...]]:
    cards = await read_cards(caller, (entry.actor_employee_id for entry in merged.entries))
    return replace(merged, entries=[_named(entry, cards) for entry in merged.entries]), cards.missing


def _named(entry: ReaderEntry, cards: Cards) -> ReaderEntry:
    card = cards.of(entry.actor_employee_id)
    if card is None:
        return entry
    return entry.model_copy(update={"actor_name": card.name, "actor_position": card.position_title})


def position_of(cursor: str | None) -> Position:
    """Where the page begins. Raises Malformed."""
    if cursor is None:
        return Position({})
    try:
        held = _Held.model_validate_json(urlsafe_b64decode(cursor))
    except (ValueError, ValidationError) as error:
        raise _foreign() from error
    return Position(held.cursors, held.before, held.last, held.shown)


def cursor_at(position: Position | None) -> str | None:
    """The cursor of the page that begins there. What it holds of the services is encrypted by them."""
    if position is None:
        return None
    held = _Held.model_validate(asdict(position))
    return urlsafe_b64encode(held.model_dump_json().encode()).decode()


def _target(employee_id: UUID, limit: int, cursor: str | None) -> str:
    target = f"/v1/reads?employee_id={employee_id}&limit={limit}"
    return target if cursor is None else f"{target}&cursor={quote(cursor, safe='')}"


def _refuse(pages: Mapping[str, ReadsView], missing: list[PartMissing]) -> None:
    if any(part.status == MALFORMED for part in missing):
        raise _foreign()
    if pages:
        return
    for part in missing:
        if part.reason in REFUSED:
            raise refusal(part)
    raise unavailable([(SECTION, part) for part in missing])


def _foreign() -> Malformed:
    return Malformed(
        errors=[FieldError(place="query", pointer="/cursor", code="foreign_cursor", message=_FOREIGN)]
    )
