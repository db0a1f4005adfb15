"""Use cases about rule sets: one person proposes, another one decides."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import say_reason
from abdi.auth import Principal
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.http import check_version
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.policy import Resource, decide, permitted
from abdi.problems import AlreadyExists, Conflict, Forbidden
from abdi.rulesets import RuleSetFile, RuleSetRefused, adopt_rule_set
from recruitment.policy import APPROVE_RULE_SET, PROPOSE_RULE_SET
from recruitment.rule_sets.events import RuleSetAdopted
from recruitment.rule_sets.models import RuleSetProposal
from recruitment.rule_sets.queries import (
    count_uses,
    file_stored,
    find_open,
    find_stored,
    get_proposal,
    list_stored,
)
from recruitment.rule_sets.rules import file_of
from recruitment.rule_sets.schemas import ProposalCreate
from recruitment.selections.rules.standard import CPNS_SELECTION

DECISIONS = ("approval", "refusal")


class ProposalNotInState(Conflict):
    """The proposal was decided already."""

    code = "proposal-not-in-state"
    title = Text("Usulan sudah diputuskan", "The proposal was decided already")


class ProposalOpen(AlreadyExists):
    """A proposal about this version waits for a decision."""

    code = "proposal-open"
    title = Text("Masih ada usulan untuk versi ini", "A proposal about this version is waiting")


class RuleSetInUse(Conflict):
    """An announced selection is bound to this version; it stays as it is."""

    code = "rule-set-in-use"
    title = Text("Ketentuan sudah dipakai seleksi", "The rules are in use")


class RuleSetShipped(Conflict):
    """This version comes from a file of the service; a correction is a version of its own."""

    code = "rule-set-shipped"
    title = Text("Ketentuan berasal dari berkas layanan", "The rules come from a file of the service")


class RuleSetNotFitting(Conflict):
    """The version does not fit beside the others."""

    code = "rule-set-not-fitting"
    title = Text("Ketentuan bertentangan dengan versi lain", "The rules contradict another version")


class SamePerson(Forbidden):
    """Whoever proposed the rules does not decide about them."""

    code = "same-person"
    title = Text("Pengusul tidak boleh memutuskan usulannya", "Nobody decides the own proposal")


async def propose_rule_set(
    session: AsyncSession, principal: Principal, wanted: ProposalCreate
) -> RuleSetProposal:
    """Propose a version; nothing counts before somebody else approves it.

    Raises Forbidden, Malformed, RuleSetInUse, RuleSetShipped, ProposalOpen.
    """
    permitted(decide(principal, PROPOSE_RULE_SET, Resource(wanted.agency)))
    file = file_of(wanted.model_dump(mode="json", exclude={"agency", "reason"}))
    await _refuse_fixed(session, file.version)
    if (waiting := await find_open(session, file.version)) is not None:
        raise ProposalOpen(proposal_id=waiting)
    say_reason(session, wanted.reason)
    proposal = RuleSetProposal(
        id=new_id(),
        agency=wanted.agency,
        rule_set=CPNS_SELECTION,
        rule_set_version=file.version,
        content=file.model_dump(mode="json"),
        checksum=file.checksum(),
        earlier=await _before(session, file),
        reason=wanted.reason,
        state="proposed",
        proposed_by=principal.subject,
        proposed_at=context_of(session).clock.now(),
    )
    session.add(proposal)
    await session.flush()
    return proposal


async def approve_proposal(
    session: AsyncSession, principal: Principal, proposal_id: UUID, *, reason: str, seen_version: int
) -> RuleSetProposal:
    """Bring a proposed version into force; from then on it can be chosen at announcements.

    Raises NotFound, Forbidden, SamePerson, PreconditionFailed, ProposalNotInState, RuleSetInUse,
    RuleSetShipped, RuleSetNotFitting.
    """
    proposal = await _proposal_to_decide(session, principal, proposal_id, seen_version=seen_version)
    file = file_of({name: value for name, value in proposal.content.items() if name != "name"})
    await _refuse_fixed(session, file.version)
    _write_decision(session, principal, proposal, state="approved", reason=reason)
    try:
        await adopt_rule_set(session, file)
    except RuleSetRefused as error:
        raise RuleSetNotFitting(str(error)) from error
    publish(
        session,
        RuleSetAdopted(
            agency=proposal.agency,
            proposal_id=proposal.id,
            rule_set=proposal.rule_set,
            rule_set_version=proposal.rule_set_version,
            valid_from=file.valid_from,
            checksum=proposal.checksum,
        ),
    )
    await session.flush()
    return proposal


async def refuse_proposal(
    session: AsyncSession, principal: Principal, proposal_id: UUID, *, reason: str, seen_version: int
) -> RuleSetProposal:
    """Refuse a proposal; it stays visible.

    Raises NotFound, Forbidden, SamePerson, PreconditionFailed, ProposalNotInState.
    """
    proposal = await _proposal_to_decide(session, principal, proposal_id, seen_version=seen_version)
    _write_decision(session, principal, proposal, state="refused", reason=reason)
    await session.flush()
    return proposal


async def _proposal_to_decide(
    session: AsyncSession, principal: Principal, proposal_id: UUID, *, seen_version: int
) -> RuleSetProposal:
    proposal = await get_proposal(session, principal, proposal_id, is_locked=True)
    permitted(decide(principal, APPROVE_RULE_SET, Resource(proposal.agency)))
    check_version(proposal, seen_version)
    if proposal.state != "proposed":
        raise ProposalNotInState(current_state=proposal.state, allowed=[])
    if proposal.proposed_by == principal.subject:
        raise SamePerson
    return proposal


def _write_decision(
    session: AsyncSession, principal: Principal, proposal: RuleSetProposal, *, state: str, reason: str
) -> None:
    say_reason(session, reason)
    proposal.state, proposal.decided_by, proposal.decision_reason = state, principal.subject, reason
    proposal.decided_at = context_of(session).clock.now()


async def _refuse_fixed(session: AsyncSession, version: str) -> None:
    known = await find_stored(session, version)
    if known is None:
        return
    if uses := (await count_uses(session)).get(version):
        raise RuleSetInUse(selections=uses)
    if known.is_from_file:
        raise RuleSetShipped


async def _before(session: AsyncSession, file: RuleSetFile) -> dict[str, Any] | None:
    """The version that this one changes, else the one before it."""
    stored = [file_stored(row) for row in await list_stored(session)]
    same = [one for one in stored if one.version == file.version]
    earlier = [one for one in stored if one.valid_from < file.valid_from]
    before = [*earlier, *same]
    return before[-1].model_dump(mode="json") if before else None
