"""Lists in pages: keyset cursors, encrypted, bound to the question and to the one who asked."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated, Any, Final, Generic, TypeVar

import orjson
from cryptography.fernet import Fernet, InvalidToken
from fastapi import Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, Select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute
from starlette.datastructures import QueryParams

from abdi.db.context import context_of
from abdi.examples import example
from abdi.i18n import Text
from abdi.instants import Instant
from abdi.kit import kit_of
from abdi.problems import FieldError, Malformed

T = TypeVar("T")

DEFAULT_LIMIT: Final = 50
LARGEST_LIMIT: Final = 200
CLOCKS_APART: Final = timedelta(minutes=1)
"""How far the clocks of our machines may differ; far longer than a request's statements may take, too."""
_LONGEST_CURSOR: Final = 2_000
_OWN_PARAMETERS: Final = frozenset({"limit", "cursor"})


class PageInfo(BaseModel):
    """How to go on."""

    model_config = ConfigDict(
        json_schema_extra=example(
            next_cursor="gAAAAABpZr0vQ2k1b3Bh", has_more=True, synced_until="2026-03-01T02:14:00Z"
        )
    )

    next_cursor: str | None = None
    has_more: bool = False
    synced_until: datetime | None = Field(
        default=None,
        description="the `changed_since` of the next visit, once this list was read to its last page;"
        " the same on every page of one walk, and with `changed_since` or without. A little in the past:"
        " entries may come again, none is missed. Null for lists that tell no changes",
    )


class Page(BaseModel, Generic[T]):
    """One page of a list."""

    data: list[T]
    page: PageInfo


class ListQuery:
    """What every list understands; an endpoint takes it as `query: Annotated[ListQuery, Depends()]`."""

    def __init__(
        self,
        request: Request,
        response: Response,
        *,
        limit: Annotated[int, Query(ge=1, le=LARGEST_LIMIT, description="rows of a page")] = DEFAULT_LIMIT,
        cursor: Annotated[
            str | None, Query(max_length=_LONGEST_CURSOR, description="`next_cursor` of the page before")
        ] = None,
        changed_since: Annotated[
            Instant | None, Query(description="only rows changed since, oldest change first")
        ] = None,
    ) -> None:
        self.limit = limit
        self.cursor = cursor
        self.changed_since: datetime | None = changed_since
        self._response = response
        self._path = request.url.path
        self._parameters = request.query_params
        self._cipher = Fernet(kit_of(request).service_settings.cursor_key.get_secret_value())
        self._bound_to = _binding(request)

    def values_after(self) -> list[Any] | None:
        """The sort values in the cursor; None for the first page. Raises Malformed for a foreign cursor."""
        held = self._held()
        values: list[Any] | None = held.get("after")
        return values

    def synced_until(self) -> datetime | None:
        """The `synced_until` of the walk that the cursor goes on with, if it told one.

        Raises Malformed for a foreign cursor.
        """
        told = self._held().get("until")
        return None if told is None else datetime.fromisoformat(told)

    def _held(self) -> dict[str, Any]:
        if self.cursor is None:
            return {}
        try:
            held: dict[str, Any] = orjson.loads(self._cipher.decrypt(self.cursor.encode()))
        except (InvalidToken, ValueError) as error:
            raise _foreign() from error
        if held["for"] != self._bound_to:
            raise _foreign()
        return held

    def next_cursor(self, values: Sequence[Any], *, synced_until: datetime | None = None) -> str:
        """The cursor behind the row with these sort values; the answer's Link header gets it too."""
        until = synced_until.isoformat() if synced_until else None
        held = orjson.dumps({"for": self._bound_to, "after": values, "until": until}, default=str)
        cursor = self._cipher.encrypt(held).decode()
        kept = [(name, value) for name, value in self._parameters.multi_items() if name != "cursor"]
        following = QueryParams([*kept, ("cursor", cursor)])
        self._response.headers["Link"] = f'<{self._path}?{following}>; rel="next"'
        return cursor


class PlainListQuery(ListQuery):
    """The same for a list whose rows do not change: without `changed_since`."""

    def __init__(
        self,
        request: Request,
        response: Response,
        *,
        limit: Annotated[int, Query(ge=1, le=LARGEST_LIMIT, description="rows of a page")] = DEFAULT_LIMIT,
        cursor: Annotated[
            str | None, Query(max_length=_LONGEST_CURSOR, description="`next_cursor` of the page before")
        ] = None,
    ) -> None:
        super().__init__(request, response, limit=limit, cursor=cursor, changed_since=None)


def _binding(request: Request) -> str:
    principal = getattr(request.state, "principal", None)
    scope = [principal.subject, principal.agency, sorted(principal.roles)] if principal else None
    asked = sorted(item for item in request.query_params.multi_items() if item[0] not in _OWN_PARAMETERS)
    body = sha256(getattr(request, "_body", b"")).hexdigest()
    return sha256(orjson.dumps([request.url.path, asked, body, scope])).hexdigest()


def _foreign() -> Malformed:
    message = Text(
        "bukan cursor daftar ini dengan filter yang sama", "not a cursor of this list with these filters"
    )
    error = FieldError(place="query", pointer="/cursor", code="foreign_cursor", message=message)
    return Malformed(errors=[error])


# The function behind pg_stat_activity, without the names of users and databases that the view joins to it.
_OLDEST: Final = text("""
    SELECT coalesce(min(xact_start), now()) FROM pg_stat_get_activity(NULL)
    WHERE datid = (SELECT oid FROM pg_database WHERE datname = current_database())
""")


async def paginate(
    session: AsyncSession,
    statement: Select[Any],
    *,
    query: ListQuery,
    keys: Sequence[InstrumentedAttribute[Any]],
    row: Callable[[Any], T],
    is_descending: bool = False,
) -> Page[T]:
    """One page of `statement`, ordered by `keys`.

    `keys` are not null and together unique (the last one is usually the id), so that rows that appear or
    change between two pages neither shift nor repeat the others. `row` gets the entity when the statement
    selects one thing, else the whole row. With `changed_since` the order is by `updated_at` of the first
    key's table; the page's `synced_until` is the next one's `changed_since`.
    """
    columns: Sequence[Any] = keys
    if query.changed_since is not None:
        changed: InstrumentedAttribute[Any] = keys[0].class_.updated_at
        columns = [changed, keys[-1]]
        is_descending = False
        statement = statement.where(changed >= query.changed_since)
    return await _page(session, statement, query=query, columns=columns, row=row, is_descending=is_descending)


async def paginate_changes(
    session: AsyncSession,
    statement: Select[Any],
    *,
    query: ListQuery,
    changed_at: ColumnElement[Any],
    key: ColumnElement[Any],
    row: Callable[[Any], T],
) -> Page[T]:
    """One page of what `statement` says was changed, by the instant of the change and then by `key`.

    For lists that know more of a change than the `updated_at` of a row: what left them, too.
    """
    return await _page(
        session, statement, query=query, columns=[changed_at, key], row=row, is_descending=False
    )


async def _page(
    session: AsyncSession,
    statement: Select[Any],
    *,
    query: ListQuery,
    columns: Sequence[Any],
    row: Callable[[Any], T],
    is_descending: bool,
) -> Page[T]:
    width = len(statement.column_descriptions)
    position = _position(query, columns)
    # Asked before the rows are: what is committed in between is in them.
    synced_until = query.synced_until() if position is not None else None
    synced_until = synced_until or await _settled_until(session)
    if position is not None:
        statement = statement.where(_behind(columns, position, is_descending=is_descending))
    order = [column.desc() if is_descending else column.asc() for column in columns]
    labelled = [column.label(f"_key_{number}") for number, column in enumerate(columns)]
    found = (
        await session.execute(statement.add_columns(*labelled).order_by(*order).limit(query.limit + 1))
    ).all()
    shown = found[: query.limit]
    info = PageInfo(synced_until=synced_until)
    if len(found) > query.limit:
        cursor = query.next_cursor(list(shown[-1][width:]), synced_until=synced_until)
        info = PageInfo(next_cursor=cursor, has_more=True, synced_until=synced_until)
    return Page(data=[row(item[0] if width == 1 else item) for item in shown], page=info)


async def _settled_until(session: AsyncSession) -> datetime:
    """An instant before every `updated_at` that somebody may still commit.

    Rows carry an instant of their transaction, by the database's clock or by one of ours: never earlier than
    the transaction's beginning, clocks aside. So it lies before the oldest transaction under way (this one is
    among them), however long that takes: an import may take minutes.
    """
    oldest: datetime = (await session.execute(_OLDEST)).scalar_one()
    return min(oldest, context_of(session).clock.now()) - CLOCKS_APART


def _position(query: ListQuery, columns: Sequence[Any]) -> list[Any] | None:
    held = query.values_after()
    if held is None:
        return None
    try:
        return [
            TypeAdapter(column.type.python_type).validate_python(value)
            for column, value in zip(columns, held, strict=True)
        ]
    except (ValidationError, ValueError) as error:
        raise _foreign() from error


def _behind(columns: Sequence[Any], position: Sequence[Any], *, is_descending: bool) -> ColumnElement[bool]:
    row, values = tuple_(*columns), tuple_(*position)
    return row < values if is_descending else row > values
