"""Reading the timeline of an application: what all the stages know of it."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.context import context_of
from recruitment.applications.happenings import HAPPENINGS
from recruitment.applications.models import Application
from recruitment.applications.rules import ApplicationState
from recruitment.applications.timeline import (
    Event,
    Known,
    Objected,
    Published,
    Seated,
    events_of,
    next_of,
    objection_of,
    standing_of,
)
from recruitment.applications.timeline_schemas import (
    DaysRead,
    EventRead,
    NextRead,
    TimelineRead,
    TimelineStageRead,
)
from recruitment.objections.models import Objection
from recruitment.rankings.models import Ranking, RankingRow
from recruitment.selections.models import Selection, Stage
from recruitment.selections.rules.stages import CHAIN, STAGE_NAMES, StageCode, StageDays
from recruitment.selections.rules.standard import ResultTable
from recruitment.selections.standards import standard_of
from recruitment.sessions.models import ExamSession, Seat
from recruitment.verifications.models import AdministrativeAnnouncement

_SCORES = ("twk", "tiu", "tkp", "skd_total", "skb", "final_score", "place")


async def read_timeline(session: AsyncSession, application: Application) -> TimelineRead:
    """The timeline of an application that the caller may see."""
    selection = await session.get_one(Selection, application.selection_id)
    known = await _known(session, application, selection)
    today = context_of(session).clock.today(selection.time_zone)
    events = events_of(known)
    coming, objection = next_of(known, today), objection_of(known, today)
    return TimelineRead(
        application_id=application.id,
        state=known.state,
        today=today,
        stages=[
            TimelineStageRead(
                **_days(stage),
                standing=standing_of(stage, today),
                events=[_event(event) for event in events if event.stage == stage.code],
            )
            for stage in sorted(known.stages.values(), key=lambda stage: CHAIN.index(stage.code))
        ],
        next=None if coming is None else NextRead(**_days(coming.stage), words=coming.words),
        objection=None if objection is None else DaysRead(**_days(objection)),
    )


async def _known(session: AsyncSession, application: Application, selection: Selection) -> Known:
    return Known(
        state=ApplicationState(application.state),
        state_since=application.state_since,
        since_on=application.state_since.astimezone(ZoneInfo(selection.time_zone)).date(),
        created_at=application.created_at,
        submitted_at=application.submitted_at,
        reasons=application.reasons,
        participant_number=application.participant_number,
        stages=await _stages(session, selection),
        announced=await _announced(session, selection),
        objections=await _objections(session, application),
        seats=await _seats(session, application),
        published=await _published(session, application, selection),
    )


async def _stages(session: AsyncSession, selection: Selection) -> Mapping[StageCode, StageDays]:
    rows = await session.scalars(select(Stage).where(Stage.selection_id == selection.id))
    days = (StageDays(StageCode(row.code), row.starts_on, row.ends_on) for row in rows)
    return {stage.code: stage for stage in days}


async def _announced(session: AsyncSession, selection: Selection) -> dict[int, Any]:
    told = AdministrativeAnnouncement
    rows = await session.execute(
        select(told.number, told.announced_at).where(told.selection_id == selection.id)
    )
    return {row.number: row.announced_at for row in rows}


async def _objections(session: AsyncSession, application: Application) -> Sequence[Objected]:
    columns = (Objection.stage, Objection.lodged_at, Objection.answered_at)
    rows = await session.execute(select(*columns).where(Objection.application_id == application.id))
    return [Objected(*row) for row in rows]


async def _seats(session: AsyncSession, application: Application) -> Sequence[Seated]:
    wanted = (
        select(Seat, ExamSession)
        .join(ExamSession, ExamSession.id == Seat.session_id)
        .where(Seat.application_id == application.id)
    )
    return [
        Seated(
            seat.test,
            sitting.starts_at,
            {"place": sitting.place, "room": sitting.room, "seat": seat.number, "component": seat.component},
        )
        for seat, sitting in await session.execute(wanted)
    ]


async def _published(
    session: AsyncSession, application: Application, selection: Selection
) -> Sequence[Published]:
    wanted = (
        select(RankingRow, Ranking)
        .join(Ranking, Ranking.id == RankingRow.ranking_id)
        .where(RankingRow.application_id == application.id, Ranking.state == "published")
    )
    rows = (await session.execute(wanted.order_by(Ranking.stage, Ranking.number))).all()
    told = []
    for row, ranking in rows:
        _, standard = await standard_of(session, version=ranking.rule_set, intake=selection.intake)
        told.append(_outcome(row, ranking, standard.results))
    return told


def _outcome(row: RankingRow, ranking: Ranking, codes: ResultTable) -> Published:
    scores = {name: getattr(row, name) for name in _SCORES}
    code = row.code or ""
    return Published(
        stage=ranking.stage,
        number=ranking.number,
        published_at=ranking.published_at or ranking.updated_at,
        code=code,
        meaning=codes.meanings.get(code),
        goes_on=code == codes.skd.goes_on if ranking.stage == "skd" else row.seat_id is not None,
        facts={name: _plain(value) for name, value in scores.items() if value is not None},
    )


def _plain(value: Any) -> Any:
    """A whole number as it is, a score with its decimals as text."""
    return value if isinstance(value, int) else str(value)


def _days(stage: StageDays) -> dict[str, Any]:
    return {
        "code": stage.code,
        "name": STAGE_NAMES[stage.code],
        "starts_on": stage.starts_on,
        "ends_on": stage.ends_on,
    }


def _event(event: Event) -> EventRead:
    return EventRead(
        code=event.code,
        words=HAPPENINGS[event.code],
        at=event.at,
        result=event.result,
        meaning=event.meaning,
        reasons=list(event.reasons),
        facts=dict(event.facts),
    )
