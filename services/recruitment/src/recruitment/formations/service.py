"""Use cases of asking for posts: record formations, and what correcting them needs as well."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Permission, Principal
from abdi.bulk.batch import done_of, judge_each
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.i18n import Text
from abdi.policy import Allow, Resource, decide, refusal
from abdi.problems import AlreadyExists, Conflict, Forbidden, Problem, RuleBroken
from abdi.reasons import Reason
from recruitment.formations.models import Formation
from recruitment.formations.queries import (
    Line,
    count_empty_posts,
    list_lines,
    lock_lines,
)
from recruitment.formations.records import (
    asked_of,
    columns_of,
    line_asked,
    needs_of,
    write_openings,
)
from recruitment.formations.rules import (
    STEPS,
    FormationState,
    check_asked,
    check_post,
    enough_posts,
    unknown_post,
)
from recruitment.formations.schemas import FormationCreate
from recruitment.policy import PROPOSE_FORMATION
from recruitment.posts.models import Post
from recruitment.posts.queries import KnownPost, list_known_posts, post_rules
from recruitment.posts.rules import PostRules, check_open_to_cpns
from recruitment.selections.rules.standard import CpnsSelection
from recruitment.selections.standards import StandardMissing, standard_of


class FormationNotInState(Conflict):
    """The formation is in a state that does not allow this."""

    code = "formation-not-in-state"
    title = Text("Status formasi tidak mengizinkan ini", "The formation's state does not allow this")


class AlreadyAskedFor(AlreadyExists):
    """The post is asked for in this intake with the same placement and education already."""

    code = "already-asked-for"
    title = Text("Formasi yang sama sudah diusulkan", "The same formation is there already")


@dataclass
class Changed:
    """A formation as written, with what to look at again."""

    formation: Formation
    warnings: list[Reason] = field(default_factory=list)

    @property
    def id(self) -> UUID:
        return self.formation.id

    @property
    def version(self) -> int:
        return self.formation.version


@dataclass
class Ground:
    """What judging formations needs to know, looked up for all of them together."""

    principal: Principal
    permission: Permission
    posts: Mapping[UUID, KnownPost]
    standards: Mapping[int, CpnsSelection | StandardMissing]
    rules: PostRules
    taken: dict[Line, Formation]

    def admit(self, wanted: FormationCreate) -> Post:
        """The post, if the principal may ask for it. Raises Forbidden, RuleBroken for an unknown one."""
        known = self.posts.get(wanted.position_id)
        if known is not None and known.post.agency == wanted.agency:
            if known.may:
                return known.post
        elif isinstance(decide(self.principal, self.permission, Resource(wanted.agency)), Allow):
            raise RuleBroken(reasons=[unknown_post(wanted.position_id)])
        raise Forbidden(reasons=[*refusal(self.principal, self.permission)])

    def check(self, wanted: FormationCreate, post: Post) -> None:
        """Go on when the rules allow it. Raises StandardMissing, RuleBroken."""
        standard = self.standards[wanted.intake]
        if isinstance(standard, StandardMissing):
            raise standard
        reasons = [
            check_post(post.abolished_on),
            check_open_to_cpns(post.kind, post.level, self.rules, is_head=post.is_head),
            *check_asked(asked_of(wanted), standard),
        ]
        broken = [reason for reason in reasons if not reason.passed]
        if broken:
            raise RuleBroken(reasons=broken)


async def record_formations(
    session: AsyncSession, principal: Principal, wanted: Sequence[FormationCreate]
) -> list[Changed | Problem]:
    """Draft formations; one outcome each, in their order.

    A refused one is the problem that says why: Forbidden, StandardMissing, RuleBroken, AlreadyAskedFor.
    """
    ground = await open_ground(session, principal, wanted)
    now = context_of(session).clock.now()

    def record(one: FormationCreate) -> Changed:
        post = ground.admit(one)
        ground.check(one, post)
        line = line_of(one)
        if line in ground.taken:
            raise AlreadyAskedFor(formation_id=ground.taken[line].id)
        ground.taken[line] = drafted(one, post, now=now)
        session.add(ground.taken[line])
        return Changed(ground.taken[line])

    outcomes = judge_each(wanted, record)
    await session.flush()
    await warn_about_posts(session, done_of(outcomes))
    return outcomes


def drafted(wanted: FormationCreate, post: Post, *, now: datetime) -> Formation:
    """A new draft, not yet written."""
    formation = Formation(
        id=new_id(),
        agency=wanted.agency,
        intake=wanted.intake,
        unit_id=post.unit_id,
        position_id=post.position_id,
        position_code=None,
        position_name=post.title,
        state=FormationState.DRAFT,
        state_since=now,
        reasons=[],
        openings=[],
        **columns_of(wanted),
    )
    write_openings(formation, wanted.openings)
    return formation


async def open_ground(
    session: AsyncSession,
    principal: Principal,
    wanted: Sequence[FormationCreate],
    *,
    permission: Permission = PROPOSE_FORMATION,
    is_locked: bool = True,
) -> Ground:
    """Look up what judging `wanted` needs: posts, rules of the intakes, lines asked for already.

    Not locked, nobody waits for anybody: for trying out what is not kept.
    """
    standards: dict[int, CpnsSelection | StandardMissing] = {}
    for intake in sorted({one.intake for one in wanted}):
        try:
            _, standards[intake] = await standard_of(session, intake=intake)
        except StandardMissing as missing:
            standards[intake] = missing
    lines = [line_of(one) for one in wanted]
    return Ground(
        principal=principal,
        permission=permission,
        posts=await list_known_posts(
            session, principal, permission, position_ids={one.position_id for one in wanted}
        ),
        standards=standards,
        rules=await post_rules(session),
        taken=await (lock_lines(session, lines) if is_locked else list_lines(session, lines)),
    )


async def warn_about_posts(session: AsyncSession, changed: Sequence[Changed]) -> None:
    """Add to the warnings where a unit asks for more people than it has empty posts of the title."""
    places = {(one.formation.unit_id, one.formation.position_name) for one in changed}
    empty = await count_empty_posts(session, places)
    for one in changed:
        formation = one.formation
        number = empty.get((formation.unit_id, formation.position_name), 0)
        reason = enough_posts(sum(needs_of(formation.openings).values()), empty=number)
        if not reason.passed:
            one.warnings.append(reason)


def line_of(wanted: FormationCreate) -> Line:
    """What a formation is told apart by."""
    return wanted.agency, wanted.intake, wanted.position_id, line_asked(wanted)


def must_allow(formation: Formation, step: str) -> None:
    """Go on when the state allows the step. Raises FormationNotInState."""
    allowed = STEPS[FormationState(formation.state)]
    if step not in allowed:
        raise FormationNotInState(current_state=formation.state, allowed=sorted(allowed))
