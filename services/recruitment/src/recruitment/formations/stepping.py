"""From a draft to an approved formation: proposing, returning, approving, withdrawing; one or many, alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import say_reason
from abdi.auth import Permission, Principal
from abdi.bulk.batch import done_of, judge_each
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.http import check_version
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.policy import refusal
from abdi.problems import Conflict, Forbidden, NotFound, Problem, RuleBroken
from recruitment.formations.allocations import warnings_of
from recruitment.formations.events import FormationsApproved, FormationsReopened
from recruitment.formations.models import Formation
from recruitment.formations.queries import Found, list_formations_to_change, list_selected
from recruitment.formations.records import fact_of, kept, total_of
from recruitment.formations.rules import FormationState, approved_by_another, check_post
from recruitment.formations.schemas import FormationStep, ReasonedStep
from recruitment.formations.service import Changed, must_allow, warn_about_posts
from recruitment.policy import PROPOSE_FORMATION, REVIEW_FORMATION
from recruitment.posts.queries import KnownPost, list_known_posts

Outcome = Changed | Problem


class OwnProposal(Forbidden):
    """Whoever proposed the formation does not approve it."""

    code = "own-proposal"
    title = Text("Pengusul tidak menyetujui formasi", "Whoever proposed the formation does not approve it")


class InSelection(Conflict):
    """A selection has the formation; it stays as it is."""

    code = "formation-in-selection"
    title = Text("Formasi sudah masuk dalam seleksi", "A selection has the formation already")


@dataclass
class Desk:
    """The formations that some steps are about, locked, with what the steps depend on."""

    principal: Principal
    act: Permission
    found: Mapping[UUID, Found]
    selected: Mapping[UUID, tuple[UUID, str]]
    """Their selections, with the states of these."""
    posts: Mapping[UUID, KnownPost]
    actor: str
    now: datetime

    def admit(self, step: FormationStep, name: str) -> Formation:
        """The formation, if the principal may take the step `name` now.

        Raises NotFound, Forbidden, PreconditionFailed, FormationNotInState, InSelection.
        """
        found = self.found.get(step.id)
        if found is None:
            raise NotFound
        if not found.may:
            raise Forbidden(reasons=[*refusal(self.principal, self.act)])
        formation = found.formation
        check_version(formation, step.version)
        must_allow(formation, name)
        if formation.id in self.selected:
            selection_id, state = self.selected[formation.id]
            raise InSelection(
                current_state=formation.state, allowed=[], selection_id=selection_id, selection_state=state
            )
        return formation

    def move(self, formation: Formation, state: FormationState, *, reason: str | None = None) -> Changed:
        """Put the formation into `state`."""
        formation.state, formation.state_since = state, self.now
        formation.reason, formation.reasons = reason, []
        return Changed(formation)

    def must_have_its_post(self, formation: Formation) -> None:
        """Go on when the post was not abolished since. Raises RuleBroken."""
        known = self.posts.get(formation.position_id)
        reason = check_post(known.post.abolished_on if known else None)
        if not reason.passed:
            raise RuleBroken(reasons=[reason])


async def propose_formations(
    session: AsyncSession, principal: Principal, steps: Sequence[FormationStep]
) -> list[Outcome]:
    """Hand drafts to the agency; an outcome for each, in order.

    A refused one is NotFound, Forbidden, PreconditionFailed, FormationNotInState or RuleBroken.
    """
    desk = await _open_desk(session, principal, PROPOSE_FORMATION, steps=steps)

    def propose(step: FormationStep) -> Changed:
        formation = desk.admit(step, "proposal")
        desk.must_have_its_post(formation)
        formation.proposed_by, formation.proposed_by_employee_id = desk.actor, principal.employee_id
        return desk.move(formation, FormationState.PROPOSED)

    outcomes = await _written(session, steps, propose)
    await warn_about_posts(session, done_of(outcomes))
    return outcomes


async def return_formations(
    session: AsyncSession, principal: Principal, steps: Sequence[ReasonedStep]
) -> list[Outcome]:
    """Send formations back to their units with a reason; an outcome for each, in order.

    A refused one is NotFound, Forbidden, PreconditionFailed, FormationNotInState or InSelection.
    """
    return await _take_back(session, principal, steps, act=REVIEW_FORMATION, name="return")


async def withdraw_formations(
    session: AsyncSession, principal: Principal, steps: Sequence[ReasonedStep]
) -> list[Outcome]:
    """Give formations up for good; what is approved only the agency gives up. An outcome for each, in order.

    A refused one is NotFound, Forbidden, PreconditionFailed, FormationNotInState or InSelection.
    """
    return await _take_back(session, principal, steps, act=PROPOSE_FORMATION, name="withdrawal")


async def approve_formations(
    session: AsyncSession, principal: Principal, steps: Sequence[FormationStep]
) -> list[Outcome]:
    """Approve what somebody else proposed; an outcome for each, in order, with the share rules as warnings.

    A refused one is NotFound, Forbidden, OwnProposal, PreconditionFailed, FormationNotInState or RuleBroken.
    """
    desk = await _open_desk(session, principal, REVIEW_FORMATION, steps=steps)

    def approve(step: FormationStep) -> Changed:
        formation = desk.admit(step, "approval")
        _must_be_another(desk, formation)
        desk.must_have_its_post(formation)
        return desk.move(formation, FormationState.APPROVED)

    outcomes = await _written(session, steps, approve)
    for (agency, intake), changed in _by_intake(done_of(outcomes)):
        await _warn(session, agency, intake, changed=changed)
        formations = [one.formation for one in changed]
        event = FormationsApproved(
            agency=agency,
            approval_id=new_id(),
            intake=intake,
            formations=[fact_of(formation) for formation in formations],
            openings=total_of(formations),
        )
        publish(session, event)
    await session.flush()
    return outcomes


async def _take_back(
    session: AsyncSession,
    principal: Principal,
    steps: Sequence[ReasonedStep],
    *,
    act: Permission,
    name: str,
) -> list[Outcome]:
    desk = await _open_desk(session, principal, act, steps=steps)
    following = FormationState.RETURNED if name == "return" else FormationState.WITHDRAWN
    reopened: list[Changed] = []

    def take_back(step: ReasonedStep) -> Changed:
        formation = desk.admit(step, name)
        was_approved = formation.state == FormationState.APPROVED
        if was_approved and not desk.found[formation.id].reviews:
            raise Forbidden(reasons=[*refusal(principal, REVIEW_FORMATION)])
        changed = desk.move(formation, following, reason=step.reason)
        if was_approved:
            reopened.append(changed)
        return changed

    if len({step.reason for step in steps}) == 1:
        say_reason(session, steps[0].reason)
    outcomes = await _written(session, steps, take_back)
    for (agency, intake), changed in _by_intake(reopened):
        event = FormationsReopened(
            agency=agency,
            reopening_id=new_id(),
            intake=intake,
            state=following,
            formation_ids=[one.id for one in changed],
        )
        publish(session, event)
    return outcomes


async def _open_desk(
    session: AsyncSession, principal: Principal, act: Permission, *, steps: Sequence[FormationStep]
) -> Desk:
    found = await list_formations_to_change(
        session, principal, act, formation_ids={step.id for step in steps}
    )
    context = context_of(session)
    return Desk(
        principal=principal,
        act=act,
        found=found,
        selected=await list_selected(session, found),
        posts=await list_known_posts(
            session, principal, act, position_ids={one.formation.position_id for one in found.values()}
        ),
        actor=context.actor,
        now=context.clock.now(),
    )


async def _written(
    session: AsyncSession, steps: Sequence[FormationStep], judge: Callable[..., Changed]
) -> list[Outcome]:
    outcomes = judge_each(steps, judge)
    await session.flush()
    return outcomes


async def _warn(session: AsyncSession, agency: str, intake: int, *, changed: Sequence[Changed]) -> None:
    by_formation = await warnings_of(session, agency, intake, formations=[one.formation for one in changed])
    for one in changed:
        one.warnings += by_formation[one.id]
        one.formation.reasons = kept(one.warnings)


def _by_intake(changed: Sequence[Changed]) -> list[tuple[tuple[str, int], list[Changed]]]:
    def place(one: Changed) -> tuple[str, int]:
        return one.formation.agency, one.formation.intake

    return [(key, list(group)) for key, group in groupby(sorted(changed, key=place), key=place)]


def _must_be_another(desk: Desk, formation: Formation) -> None:
    own = desk.principal.employee_id
    if own is not None and formation.proposed_by_employee_id is not None:
        is_proposer = own == formation.proposed_by_employee_id
    else:
        is_proposer = formation.proposed_by == desk.actor
    reason = approved_by_another(is_proposer=is_proposer)
    if not reason.passed:
        raise OwnProposal(reasons=[reason])
