"""Code lists in pages, from memory: they change with a release and never in between."""

import asyncio
from collections.abc import Callable, Iterable
from itertools import islice
from typing import TypeVar

from abdi.i18n import Text
from abdi.paging import ListQuery, Page, PageInfo
from abdi.problems import FieldError, Malformed, NotFound
from personnel.code_lists.catalogue import CODE_LISTS, CodeList
from personnel.code_lists.files import CodeEntry, entries_of
from personnel.code_lists.schemas import CodeEntryRead, CodeListRead

Item = TypeVar("Item")
Row = TypeVar("Row")


def list_code_lists(query: ListQuery) -> Page[CodeListRead]:
    """The lists themselves."""
    return _page(enumerate(CODE_LISTS.values()), query, row=_list_read)


async def list_entries(name: str, query: ListQuery, *, search: str | None = None) -> Page[CodeEntryRead]:
    """Entries of the list `name`, all or those with `search` in code or label. Raises NotFound."""
    if name not in CODE_LISTS:
        raise NotFound
    entries = await asyncio.to_thread(entries_of, name)
    wanted = " ".join((search or "").split()).casefold()
    found = ((place, entry) for place, entry in enumerate(entries) if wanted in entry.folded)
    return _page(found, query, row=_entry_read)


def _list_read(code_list: CodeList) -> CodeListRead:
    return CodeListRead(name=code_list.name, title_id=code_list.title_id, title_en=code_list.title_en)


def _entry_read(entry: CodeEntry) -> CodeEntryRead:
    return CodeEntryRead(
        code=entry.code, label_id=entry.label_id, label_en=entry.label_en, attributes=entry.attributes
    )


def _page(items: Iterable[tuple[int, Item]], query: ListQuery, *, row: Callable[[Item], Row]) -> Page[Row]:
    """One page of numbered items; the number of the last one shown is the position in the cursor."""
    if query.changed_since is not None:
        message = Text("kode berubah bersama rilis", "codes change with a release")
        error = FieldError(place="query", pointer="/changed_since", code="not_tracked", message=message)
        raise Malformed(errors=[error])
    position = query.values_after()
    after = int(position[0]) if position else -1
    found = list(islice((item for item in items if item[0] > after), query.limit + 1))
    shown = found[: query.limit]
    info = PageInfo()
    if len(found) > query.limit:
        info = PageInfo(next_cursor=query.next_cursor([shown[-1][0]]), has_more=True)
    return Page(data=[row(item) for _, item in shown], page=info)
