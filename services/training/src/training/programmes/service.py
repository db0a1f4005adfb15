"""Keeping the catalogue."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.clock import new_id
from abdi.http import check_version
from abdi.i18n import Text
from abdi.policy import Resource, decide, permitted
from abdi.problems import AlreadyExists
from training.policy import WRITE_PROGRAMME
from training.programmes.models import Programme
from training.programmes.queries import find_programme_by_code, get_programme, lock_codes
from training.programmes.schemas import ProgrammeCreate, ProgrammeUpdate


class ProgrammeAlreadyExists(AlreadyExists):
    """The agency has a programme with this code."""

    code = "programme-already-exists"
    title = Text("Kode program sudah dipakai", "The programme's code is taken")


async def create_programme(session: AsyncSession, principal: Principal, wanted: ProgrammeCreate) -> Programme:
    """A new programme of an agency. Raises Forbidden, ProgrammeAlreadyExists."""
    permitted(decide(principal, WRITE_PROGRAMME, Resource(wanted.agency)))
    await lock_codes(session, [wanted.code])
    known = await find_programme_by_code(session, wanted.agency, wanted.code)
    if known is not None:
        raise ProgrammeAlreadyExists(programme_id=known.id, version=known.version)
    programme = Programme(id=new_id(), **_columns(wanted), agency=wanted.agency, code=wanted.code)
    session.add(programme)
    await session.flush()
    return programme


async def change_programme(
    session: AsyncSession,
    principal: Principal,
    *,
    programme_id: UUID,
    wanted: ProgrammeUpdate,
    seen_version: int,
) -> Programme:
    """Change a programme; what is on record of it stays. Raises NotFound, Forbidden, PreconditionFailed."""
    programme = await get_programme(session, programme_id, is_locked=True)
    permitted(decide(principal, WRITE_PROGRAMME, Resource(programme.agency)))
    check_version(programme, seen_version)
    for name, value in _columns(wanted).items():
        setattr(programme, name, value)
    await session.flush()
    return programme


def _columns(wanted: ProgrammeUpdate) -> dict[str, object]:
    return {
        "title": wanted.title,
        "kind": wanted.kind.value,
        "form": wanted.form.value,
        "hours": wanted.hours,
        "answers": sorted({answer.value for answer in wanted.answers}),
        "is_active": wanted.is_active,
    }
