"""Taking in a catalogue of programmes; the same file twice changes nothing."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.bulk.kinds import ImportContext, ImportKind, Taken
from abdi.bulk.rows import Numbered
from abdi.clock import new_id
from abdi.i18n import Text
from training.imports.contradictions import contradictory
from training.imports.rows import ProgrammeRow
from training.policy import IMPORT_PROGRAMMES
from training.programmes.models import Programme
from training.programmes.queries import list_programmes_by_code, lock_codes

Rows = Sequence[Numbered[ProgrammeRow]]

_PROGRAMME: Final = Text("program yang sama", "the same programme")


async def import_programmes(session: AsyncSession, rows: Rows, _context: ImportContext) -> Taken:
    """Make the catalogue say what `rows` say; rows about one programme come together.

    Who may bring in whose was judged by the machine.
    """
    codes = {one.row.code for one in rows}
    await lock_codes(session, codes)
    known = await list_programmes_by_code(session, codes)
    taken = Taken()
    of_programme: dict[object, list[Numbered[ProgrammeRow]]] = defaultdict(list)
    for numbered in rows:
        of_programme[numbered.row.place].append(numbered)
    for same in of_programme.values():
        if len(same) > 1:
            numbers = [one.number for one in same]
            taken.errors += [contradictory(number, numbers, _PROGRAMME) for number in numbers]
            continue
        row = same[0].row
        programme, content = known.get(row.place), row.content()
        if programme is None:
            session.add(
                Programme(id=new_id(), agency=row.agency_code, code=row.code, is_active=True, **content)
            )
        elif all(getattr(programme, name) == value for name, value in content.items()):
            taken.unchanged += 1
            continue
        else:
            for name, value in content.items():
                setattr(programme, name, value)
        taken.imported += 1
    await session.flush()
    return taken


PROGRAMMES = ImportKind(
    name="programmes",
    title=Text("Program pengembangan kompetensi", "Programmes of training"),
    row=ProgrammeRow,
    permission=IMPORT_PROGRAMMES,
    take=import_programmes,
    # All that a row says: only what repeats it is a twin, rows that contradict each other are taken together.
    key=lambda row: (*row.place, repr(row.content())),
    agency=lambda row: row.agency_code or "-",
    group=lambda row: f"{row.agency_code or ''} {row.code}",
)
