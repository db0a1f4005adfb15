"""Correcting drafts and returned formations; one or many, alike."""

from collections.abc import Container, Iterable, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.bulk.batch import done_of, judge_each
from abdi.db.context import context_of
from abdi.http import check_version
from abdi.i18n import Text
from abdi.policy import refusal
from abdi.problems import Conflict, Forbidden, NotFound, PreconditionFailed, Problem
from recruitment.formations.models import Formation
from recruitment.formations.queries import list_announced_before, list_formations_to_change
from recruitment.formations.records import columns_of, write_openings, written_of
from recruitment.formations.schemas import (
    FormationCorrection,
    FormationCreate,
    FormationUpdate,
    OpeningWrite,
)
from recruitment.formations.service import (
    AlreadyAskedFor,
    Changed,
    line_of,
    must_allow,
    open_ground,
    warn_about_posts,
)
from recruitment.policy import PROPOSE_FORMATION


class NeedAnnounced(Conflict):
    """A selection that was cancelled announced this need, and people applied for it; it stays on record."""

    code = "need-announced"
    title = Text("Kebutuhan ini pernah diumumkan", "This need was announced before")


async def correct_formations(
    session: AsyncSession, principal: Principal, corrections: Sequence[FormationCorrection]
) -> list[Changed | Problem]:
    """Correct drafts and returned formations; an outcome for each, in order.

    A refused one is a problem of `record_formations`, NotFound, PreconditionFailed, FormationNotInState or
    NeedAnnounced. A line that one of them gives up is free for the others from the next request on.
    """
    known = await list_formations_to_change(
        session, principal, PROPOSE_FORMATION, formation_ids={one.id for one in corrections}
    )
    allowed = {id_: found.formation for id_, found in known.items() if found.may}
    wanted = [_wanted(allowed[one.id], one.change) for one in corrections if one.id in allowed]
    ground = await open_ground(session, principal, wanted)
    announced = await list_announced_before(session, allowed)
    done: set[UUID] = set()

    def correct(one: FormationCorrection) -> Changed:
        if one.id not in known:
            raise NotFound
        if one.id not in allowed:
            raise Forbidden(reasons=[*refusal(principal, PROPOSE_FORMATION)])
        formation = allowed[one.id]
        if one.id in done:  # the row tells its next version only once it is written
            raise PreconditionFailed(current_version=formation.version + 1)
        check_version(formation, one.version)
        must_allow(formation, "correction")
        asked = _wanted(formation, one.change)
        ground.check(asked, ground.admit(asked))
        _must_keep_needs(formation, one.change.openings, announced)
        if (other := ground.taken.setdefault(line_of(asked), formation)).id != formation.id:
            raise AlreadyAskedFor(formation_id=other.id)
        for name, value in columns_of(asked).items():
            setattr(formation, name, value)
        if one.change.openings:
            write_openings(formation, one.change.openings)
        # The openings lie in another table; the formation itself must still get a new version.
        formation.updated_at = context_of(session).clock.now()
        done.add(formation.id)
        return Changed(formation)

    outcomes = judge_each(corrections, correct)
    await session.flush()
    await warn_about_posts(session, done_of(outcomes))
    return outcomes


def _must_keep_needs(
    formation: Formation, openings: Iterable[OpeningWrite] | None, announced: Container[UUID]
) -> None:
    if formation.id in announced and openings:
        gone = {one.need for one in formation.openings} - {one.need for one in openings}
        if gone:
            raise NeedAnnounced(needs=sorted(gone))


def _wanted(formation: Formation, change: FormationUpdate) -> FormationCreate:
    given = {name: getattr(change, name) for name in change.model_fields_set}
    return written_of(formation).model_copy(update=given)
