"""Which formations a selection fills: approved ones of its agency and intake, each in one selection."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, delete, func, insert, literal, select
from sqlalchemy.dialects.postgresql import insert as insert_unless_there
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import record_bulk
from abdi.auth import Principal
from abdi.bulk.batch import done_of, judge_each
from abdi.i18n import Text
from abdi.policy import Resource, decide, permitted
from abdi.problems import Conflict, NotFound, Problem
from recruitment.formations.models import Formation
from recruitment.formations.rules import STEPS, FormationState
from recruitment.policy import PREPARE_SELECTION
from recruitment.selections.models import Selection, SelectionFormation, SkbTest
from recruitment.selections.queries import chosen_by, get_selection
from recruitment.selections.service import touch
from recruitment.selections.states import check_step

APPROVED = "approved"

Outcome = Formation | Problem


class FormationNotApproved(Conflict):
    """Only approved formations are announced."""

    code = "formation-not-approved"
    title = Text("Formasi belum disetujui", "The formation is not approved")


class FormationOfOtherIntake(Conflict):
    """The formation is of another intake than the selection."""

    code = "formation-of-other-intake"
    title = Text("Formasi dari pengadaan lain", "The formation is of another intake")


class FormationTaken(Conflict):
    """Another selection, or this one, has the formation already."""

    code = "formation-taken"
    title = Text("Formasi sudah ada dalam seleksi", "A selection has the formation already")


async def add_formations(
    session: AsyncSession, principal: Principal, selection_id: UUID, *, formation_ids: Sequence[UUID]
) -> list[Outcome]:
    """Let a draft fill these formations; one outcome each, in their order.

    A refused one is the problem that says why: NotFound, FormationNotApproved, FormationOfOtherIntake,
    FormationTaken. Raises NotFound, Forbidden, SelectionNotInState for the selection.
    """
    selection = await _draft(session, principal, selection_id)
    known = await _lock(session, selection, formation_ids)
    taken = await chosen_by(session, formation_ids)

    def add(formation_id: UUID) -> Formation:
        formation = _known(known, formation_id)
        if formation.state != APPROVED:
            allowed = sorted(STEPS[FormationState(formation.state)])
            raise FormationNotApproved(current_state=formation.state, allowed=allowed)
        if formation.intake != selection.intake:
            raise FormationOfOtherIntake(intake=formation.intake)
        if formation_id in taken:
            raise FormationTaken(selection_id=taken[formation_id])
        taken[formation_id] = selection.id
        return formation

    outcomes = judge_each(formation_ids, add)
    if added := [one.id for one in done_of(outcomes)]:
        await session.execute(
            insert(SelectionFormation), [{"formation_id": one, "selection_id": selection.id} for one in added]
        )
        _record(session, selection, "selection.formations_added", ids=added)
    return outcomes


async def remove_formations(
    session: AsyncSession, principal: Principal, selection_id: UUID, *, formation_ids: Sequence[UUID]
) -> list[Outcome]:
    """Take formations out of a draft, with tests of their own; one outcome each, in their order."""
    selection = await _draft(session, principal, selection_id)
    known = await _lock(session, selection, formation_ids)
    taken = await chosen_by(session, formation_ids)

    def remove(formation_id: UUID) -> Formation:
        formation = _known(known, formation_id)
        if taken.pop(formation_id, None) != selection.id:
            raise NotFound
        return formation

    outcomes = judge_each(formation_ids, remove)
    if removed := [one.id for one in done_of(outcomes)]:
        tests = delete(SkbTest).where(SkbTest.selection_id == selection.id, SkbTest.formation_id.in_(removed))
        await session.execute(tests)
        chosen = (
            SelectionFormation.selection_id == selection.id,
            SelectionFormation.formation_id.in_(removed),
        )
        await session.execute(delete(SelectionFormation).where(*chosen))
        _record(session, selection, "selection.formations_removed", ids=removed)
    return outcomes


async def add_approved_formations(session: AsyncSession, principal: Principal, selection_id: UUID) -> int:
    """Let a draft fill every approved formation of its agency and intake that no selection has; how many."""
    selection = await _draft(session, principal, selection_id)
    bound = and_(SelectionFormation.formation_id == Formation.id, ~SelectionFormation.is_released)
    free = (
        select(Formation.id, literal(selection.id))
        .outerjoin(SelectionFormation, bound)
        .where(
            Formation.agency == selection.agency,
            Formation.intake == selection.intake,
            Formation.state == APPROVED,
            SelectionFormation.formation_id.is_(None),
        )
    )
    entered = (
        insert_unless_there(SelectionFormation)
        .from_select(["formation_id", "selection_id"], free)
        .on_conflict_do_nothing()
        .returning(SelectionFormation.formation_id)
        .cte("entered")
    )
    added = (await session.execute(select(func.count()).select_from(entered))).scalar_one()
    if added:
        record_bulk(
            session,
            "selection.formations_added",
            {"selection_id": selection.id, "intake": selection.intake, "formations": added},
        )
        touch(session, selection)
        await session.flush()
    return added


async def _draft(session: AsyncSession, principal: Principal, selection_id: UUID) -> Selection:
    selection = await get_selection(session, principal, selection_id, is_locked=True)
    permitted(decide(principal, PREPARE_SELECTION, Resource(selection.agency)))
    check_step(selection.state, "change")
    return selection


async def _lock(
    session: AsyncSession, selection: Selection, formation_ids: Sequence[UUID]
) -> dict[UUID, Formation]:
    wanted = select(Formation).where(Formation.id.in_(formation_ids), Formation.agency == selection.agency)
    locked = wanted.order_by(Formation.id).with_for_update()
    return {found.id: found for found in await session.scalars(locked)}


def _known(known: dict[UUID, Formation], formation_id: UUID) -> Formation:
    if formation_id not in known:
        raise NotFound
    return known[formation_id]


def _record(session: AsyncSession, selection: Selection, action: str, *, ids: Sequence[UUID]) -> None:
    record_bulk(session, action, {"selection_id": selection.id, "formation_ids": list(ids)})
    touch(session, selection)
