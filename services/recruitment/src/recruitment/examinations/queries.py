"""Finding participants with what is known of their tests, and the scores themselves."""

from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, and_, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from abdi.auth import Principal
from abdi.directory import Columns, scope
from abdi.paging import ListQuery, Page, paginate
from abdi.policy import Permission, Scope
from abdi.problems import NotFound
from recruitment.applications.models import Application
from recruitment.examinations.models import ScoreChange, SkbScore, SkdReuse, SkdSitting
from recruitment.examinations.schemas import ScoreFilters
from recruitment.policy import PARTICIPANTS, RECORD_SCORE
from recruitment.rankings.models import Ranking, RankingRow
from recruitment.selections.models import Selection, SkbTest
from recruitment.sessions.models import Seat

COUNTED_ON: Final = ("computing", "computed", "published")
"""States of a ranking that rests on the scores as they are."""
_Earlier = aliased(SkdSitting, name="earlier")


def _of_participants(principal: Principal, numbers: Collection[str], *, is_locked: bool) -> Any:
    # By selection and number, which are unique together: there is no index over the number alone.
    within = select(Selection.id).where(scope(principal, RECORD_SCORE, Columns(Selection.agency)))
    wanted = (
        select(
            Application.id,
            Application.applicant_id,
            Application.agency,
            Application.participant_number,
            Application.state,
            Application.intake,
            Application.selection_id,
            Application.formation_id,
            Selection.rule_set,
        )
        .join(Selection, Selection.id == Application.selection_id)
        .where(
            Application.selection_id.in_(within),
            Application.participant_number.in_(numbers),
            scope(principal, RECORD_SCORE, PARTICIPANTS),
        )
        .order_by(Application.id)
    )
    return wanted.with_for_update(of=Application) if is_locked else wanted


async def list_skd_participants(
    session: AsyncSession, principal: Principal, numbers: Collection[str], *, is_locked: bool
) -> Sequence[Row[Any]]:
    """Those of these participants that the principal may grade, with their SKD as it stands."""
    at_skd = (Seat.application_id == Application.id) & (Seat.test == "skd")
    counted_on = exists().where(
        Ranking.selection_id == Application.selection_id, Ranking.state.in_(COUNTED_ON)
    )
    wanted = (
        _of_participants(principal, numbers, is_locked=is_locked)
        .outerjoin(SkdSitting, SkdSitting.application_id == Application.id)
        .outerjoin(SkdReuse, SkdReuse.application_id == Application.id)
        .outerjoin(_Earlier, _Earlier.id == SkdReuse.sitting_id)
        .outerjoin(Seat, at_skd)
        .add_columns(
            SkdSitting.id.label("sitting_id"),
            SkdSitting.twk,
            SkdSitting.tiu,
            SkdSitting.tkp,
            SkdSitting.standing,
            SkdSitting.sat_on,
            _Earlier.exam_year.label("earlier_year"),
            _Earlier.twk.label("earlier_twk"),
            _Earlier.tiu.label("earlier_tiu"),
            _Earlier.tkp.label("earlier_tkp"),
            Seat.is_present,
            counted_on.label("is_counted_on"),
        )
    )
    return (await session.execute(wanted)).all()


async def list_skb_participants(
    session: AsyncSession, principal: Principal, numbers: Collection[str], *, is_locked: bool
) -> Sequence[Row[Any]]:
    """Those of these participants that the principal may grade, with their outcome of SKD."""
    newer = aliased(Ranking)
    is_latest = ~exists().where(
        newer.selection_id == Ranking.selection_id,
        newer.stage == "skd",
        newer.state == "published",
        newer.number > Ranking.number,
    ).correlate(Ranking)
    of_skd = (
        (Ranking.selection_id == Application.selection_id)
        & (Ranking.stage == "skd")
        & (Ranking.state == "published")
        & is_latest
    )
    final = aliased(Ranking)
    counted_on = exists().where(
        final.selection_id == Application.selection_id,
        final.stage == "final",
        final.state.in_(COUNTED_ON),
    )
    ranked = (RankingRow.ranking_id == Ranking.id) & (RankingRow.application_id == Application.id)
    wanted = (
        _of_participants(principal, numbers, is_locked=is_locked)
        .outerjoin(Ranking, of_skd)
        .outerjoin(RankingRow, ranked)
        .add_columns(
            Ranking.id.label("ranking_id"),
            RankingRow.code,
            counted_on.label("is_counted_on"),
        )
    )
    return (await session.execute(wanted)).all()


async def list_tests(session: AsyncSession, selection_ids: Collection[UUID]) -> Sequence[SkbTest]:
    """The components of SKB of these selections."""
    wanted = select(SkbTest).where(SkbTest.selection_id.in_(selection_ids)).order_by(SkbTest.kind)
    return (await session.scalars(wanted)).all()


async def list_skb_scores_of(
    session: AsyncSession, application_ids: Collection[UUID]
) -> dict[tuple[UUID, UUID], Any]:
    """Every score in SKB of these applications, by application and component."""
    wanted = select(SkbScore.application_id, SkbScore.test_id, SkbScore.score, SkbScore.standing).where(
        SkbScore.application_id.in_(application_ids)
    )
    return {(row.application_id, row.test_id): row for row in await session.execute(wanted)}


async def get_sitting(
    session: AsyncSession, visible: Scope, sitting_id: UUID, *, is_locked: bool = False
) -> SkdSitting:
    """A sitting within `visible`. Raises NotFound."""
    wanted = select(SkdSitting).where(SkdSitting.id == sitting_id, visible)
    found = await session.scalar(wanted.with_for_update(of=SkdSitting) if is_locked else wanted)
    if found is None:
        raise NotFound
    return found


async def get_skb_score(
    session: AsyncSession,
    visible: Scope,
    *,
    application_id: UUID,
    test_id: UUID,
    is_locked: bool = False,
) -> SkbScore:
    """A score in one component within `visible`. Raises NotFound."""
    wanted = select(SkbScore).where(
        SkbScore.application_id == application_id, SkbScore.test_id == test_id, visible
    )
    found = await session.scalar(wanted.with_for_update(of=SkbScore) if is_locked else wanted)
    if found is None:
        raise NotFound
    return found


async def list_changes(
    session: AsyncSession, application_id: UUID, *, test_id: UUID | None
) -> Sequence[ScoreChange]:
    """What was changed in a score, the oldest change first."""
    of_test = ScoreChange.test_id.is_(None) if test_id is None else ScoreChange.test_id == test_id
    wanted = select(ScoreChange).where(ScoreChange.application_id == application_id, of_test)
    return (await session.scalars(wanted.order_by(ScoreChange.recorded_at, ScoreChange.id))).all()


async def is_counted_on(session: AsyncSession, selection_id: UUID, *, stages: Collection[str]) -> bool:
    """Whether a ranking of one of these stages rests on the scores of the selection."""
    wanted = exists().where(
        Ranking.selection_id == selection_id, Ranking.stage.in_(stages), Ranking.state.in_(COUNTED_ON)
    )
    return bool(await session.scalar(select(wanted)))


async def list_scores(
    session: AsyncSession,
    model: type[SkdSitting] | type[SkbScore],
    visible: Scope,
    *,
    filters: ScoreFilters,
    query: ListQuery,
) -> Page[Any]:
    """A page of scores with the participant's number and name; by id, or application and test."""
    wanted: Any = (
        select(model, Application.participant_number, Application.name, Application.selection_id)
        .join(Application, Application.id == model.application_id)
        .where(visible)
    )
    if filters.selection_id is not None:
        wanted = wanted.where(Application.selection_id == filters.selection_id)
    if filters.application_id is not None:
        wanted = wanted.where(model.application_id == filters.application_id)
    if filters.participant_number is not None:
        wanted = wanted.where(Application.participant_number == filters.participant_number)
    if filters.standing is not None:
        wanted = wanted.where(model.standing == filters.standing)
    keys: list[Any] = [SkdSitting.id] if model is SkdSitting else [SkbScore.application_id, SkbScore.test_id]
    return await paginate(session, wanted, query=query, keys=keys, row=lambda found: tuple(found[:4]))


async def get_application(
    session: AsyncSession, principal: Principal, permission: Permission, *, application_id: UUID
) -> Application:
    """An application to which `permission` extends. Raises NotFound, to others also for a draft."""
    visible = scope(principal, permission, PARTICIPANTS)
    if principal.kind != "applicant":
        visible = and_(visible, Application.submitted_at.is_not(None))
    found = await session.scalar(select(Application).where(Application.id == application_id, visible))
    if found is None:
        raise NotFound
    return found


async def get_rule_set(session: AsyncSession, application_id: UUID) -> tuple[int, str | None, UUID]:
    """Intake, version of the rules and selection of an application."""
    wanted = (
        select(Application.intake, Selection.rule_set, Selection.id)
        .join(Selection, Selection.id == Application.selection_id)
        .where(Application.id == application_id)
    )
    row = (await session.execute(wanted)).one()
    return row.intake, row.rule_set, row.id
