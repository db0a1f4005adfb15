"""The list of educations in pages, from memory."""

import asyncio
from itertools import islice

from abdi.i18n import Text
from abdi.paging import ListQuery, Page, PageInfo
from abdi.problems import FieldError, Malformed
from recruitment.educations.programmes import Programme, programmes
from recruitment.educations.schemas import EducationProgrammeRead, ProgrammeFilters


async def list_programmes(query: ListQuery, filters: ProgrammeFilters) -> Page[EducationProgrammeRead]:
    """A page of the programmes in the order of the list. Raises Malformed for `changed_since`."""
    if query.changed_since is not None:
        message = Text("kode berubah bersama rilis", "codes change with a release")
        error = FieldError(place="query", pointer="/changed_since", code="not_tracked", message=message)
        raise Malformed(errors=[error])
    known = await asyncio.to_thread(programmes)
    position = query.values_after()
    after = int(position[0]) if position else -1
    wanted = " ".join((filters.q or "").split()).casefold()
    places = ((place, one) for place, one in enumerate(known.values()) if place > after)
    fitting = ((place, one) for place, one in places if _fits(one, wanted, filters.level))
    found = list(islice(fitting, query.limit + 1))
    shown = found[: query.limit]
    info = PageInfo()
    if len(found) > query.limit:
        info = PageInfo(next_cursor=query.next_cursor([shown[-1][0]]), has_more=True)
    data = [EducationProgrammeRead(code=one.code, name=one.name, level=one.level) for _, one in shown]
    return Page(data=data, page=info)


def _fits(programme: Programme, wanted: str, level: str | None) -> bool:
    return wanted in programme.folded and level in {None, programme.level}
