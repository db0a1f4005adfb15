"""HTTP for rule sets and proposals of them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Query, Response

from abdi.auth import Principal, requires
from abdi.http import DbSession, IfMatch, ServiceRouter, set_etag
from abdi.paging import ListQuery, Page
from abdi.problems import NotFound
from recruitment.policy import APPROVE_RULE_SET, PROPOSE_RULE_SET, READ_RULE_SET
from recruitment.rule_sets import service
from recruitment.rule_sets.files import as_toml
from recruitment.rule_sets.models import RuleSetProposal
from recruitment.rule_sets.queries import (
    Stored,
    count_uses,
    file_stored,
    find_stored,
    get_proposal,
    list_approved,
    list_proposals,
    list_stored,
)
from recruitment.rule_sets.rules import differences
from recruitment.rule_sets.schemas import (
    Decision,
    DifferenceRead,
    ProposalCreate,
    ProposalFilters,
    ProposalRead,
    RuleSetListed,
    RuleSetRead,
)

router = ServiceRouter(prefix="/v1", tags=["rule sets"])

TOML = "application/toml"
Reader = Annotated[Principal, requires(READ_RULE_SET)]
Proposer = Annotated[Principal, requires(PROPOSE_RULE_SET)]
Approver = Annotated[Principal, requires(APPROVE_RULE_SET)]
VersionPath = Annotated[str, Path(max_length=10)]


@router.get("/rule-sets", name="list_rule_sets")
async def read_rule_sets(session: DbSession, _: Reader) -> list[RuleSetListed]:
    """Every version of the rules, the earliest first."""
    uses = await count_uses(session)
    return [RuleSetListed(**_listed(row, uses)) for row in await list_stored(session)]


@router.get(
    "/rule-sets/{version}/file",
    name="get_rule_set_file",
    response_class=Response,
    responses={200: {"content": {TOML: {}}, "description": "the file"}},
)
async def read_rule_set_file(version: VersionPath, *, session: DbSession, _: Reader) -> Response:
    """A version as the file that lies in the folder of the service."""
    file = file_stored(await _stored(session, version))
    headers = {"Content-Disposition": f'attachment; filename="{file.version}.toml"'}
    return Response(as_toml(file), media_type=TOML, headers=headers)


@router.get("/rule-sets/{version}", name="get_rule_set")
async def read_rule_set(version: VersionPath, *, session: DbSession, _: Reader) -> RuleSetRead:
    """A version with its values, sources, what is not verified, and how it came about."""
    row = await _stored(session, version)
    uses = await count_uses(session)
    history = [shown(one) for one in await list_approved(session, version)]
    return RuleSetRead(**_listed(row, uses), values=row.content, history=history)


@router.post("/rule-set-proposals", status_code=201)
async def propose_rule_set(
    session: DbSession, principal: Proposer, *, body: ProposalCreate, response: Response
) -> ProposalRead:
    """Propose a new version, or a change of one that is not in use."""
    proposal = await service.propose_rule_set(session, principal, body)
    response.headers["Location"] = f"/v1/rule-set-proposals/{proposal.id}"
    return _answered(proposal, response)


@router.get("/rule-set-proposals", name="list_rule_set_proposals")
async def read_proposals(
    session: DbSession,
    principal: Proposer,
    *,
    filters: Annotated[ProposalFilters, Query()],
    query: Annotated[ListQuery, Depends()],
) -> Page[ProposalRead]:
    """Proposals of the caller's agency."""
    page = await list_proposals(session, principal, filters=filters, query=query)
    return Page[ProposalRead](data=[shown(one) for one in page.data], page=page.page)


@router.get("/rule-set-proposals/{proposal_id}", name="get_rule_set_proposal")
async def read_proposal(
    proposal_id: UUID, response: Response, *, session: DbSession, principal: Proposer
) -> ProposalRead:
    """One proposal with everything that it changes."""
    return _answered(await get_proposal(session, principal, proposal_id), response)


@router.post("/rule-set-proposals/{proposal_id}/approval")
async def approve_rule_set(
    proposal_id: UUID,
    body: Decision,
    response: Response,
    *,
    session: DbSession,
    principal: Approver,
    if_match: IfMatch,
) -> ProposalRead:
    """Bring a proposed version into force; never by whoever proposed it."""
    proposal = await service.approve_proposal(
        session, principal, proposal_id, reason=body.reason, seen_version=if_match
    )
    return _answered(proposal, response)


@router.post("/rule-set-proposals/{proposal_id}/refusal")
async def refuse_rule_set(
    proposal_id: UUID,
    body: Decision,
    response: Response,
    *,
    session: DbSession,
    principal: Approver,
    if_match: IfMatch,
) -> ProposalRead:
    """Refuse a proposed version; never by whoever proposed it."""
    proposal = await service.refuse_proposal(
        session, principal, proposal_id, reason=body.reason, seen_version=if_match
    )
    return _answered(proposal, response)


async def _stored(session: DbSession, version: str) -> Stored:
    row = await find_stored(session, version)
    if row is None:
        raise NotFound
    return row


def _listed(row: Stored, uses: dict[str, int]) -> dict[str, Any]:
    fields = RuleSetListed.model_fields.keys() - {"selections"}
    return {name: getattr(row, name) for name in fields} | {"selections": uses.get(row.version, 0)}


def shown(proposal: RuleSetProposal) -> ProposalRead:
    """A proposal as answers show it."""
    made = {"compared_with", "differences"}
    plain = {name: getattr(proposal, name) for name in ProposalRead.model_fields if name not in made}
    before = proposal.earlier or {}
    changed = [DifferenceRead(**one) for one in differences(before, proposal.content)]
    return ProposalRead(**plain, compared_with=before.get("version"), differences=changed)


def _answered(proposal: RuleSetProposal, response: Response) -> ProposalRead:
    set_etag(response, proposal.version)
    return shown(proposal)
