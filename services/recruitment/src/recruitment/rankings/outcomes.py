"""The outcome of one application with its reasons: the rules asked again, with the rows of the ranking."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.fence import beyond_fence
from recruitment.applications.models import Application
from recruitment.examinations.models import SkbScore
from recruitment.formations.models import Formation, Opening
from recruitment.rankings.models import Ranking, RankingRow
from recruitment.rankings.schemas import PartRead
from recruitment.selections.models import Selection, SelectionFormation, SkbTest
from recruitment.selections.rules import facts
from recruitment.selections.rules.filling import final_outcomes
from recruitment.selections.rules.reasons import SelectionReason
from recruitment.selections.rules.shortlisting import skd_outcomes
from recruitment.selections.rules.standard import GENERAL, AgencyKind, CpnsSelection
from recruitment.selections.standards import standard_of


@dataclass(frozen=True)
class Explained:
    """What made an outcome so."""

    parts: list[PartRead]
    reasons: list[SelectionReason]
    also_possible: list[UUID]


async def explain(session: AsyncSession, ranking: Ranking, row: RankingRow) -> Explained:
    """The parts, weights and reasons behind a row that the reader may see.

    The place of somebody rests on the others of the opening, for a final list on those of the same post and
    education: they are counted beyond the fence, and nothing but ranks is said of them.
    """
    _, standard = await standard_of(session, version=ranking.rule_set)
    parts = _skd_parts(row)
    if ranking.stage == "final":
        parts += await _skb_parts(session, ranking, row, standard=standard)
    async with beyond_fence(session):
        if ranking.stage == "skd":
            return Explained(parts, await _skd_reasons(session, ranking, row, standard=standard), [])
        return await _explain_final(session, ranking, row, parts=parts, standard=standard)


def _skd_parts(row: RankingRow) -> list[PartRead]:
    points = {"twk": row.twk, "tiu": row.tiu, "tkp": row.tkp}
    return [
        PartRead(name=name, score=None if value is None else Decimal(value)) for name, value in points.items()
    ]


async def _skb_parts(
    session: AsyncSession, ranking: Ranking, row: RankingRow, *, standard: CpnsSelection
) -> list[PartRead]:
    wanted = (
        select(SkbTest, SkbScore, Opening.formation_id)
        .select_from(SkbTest)
        .join(Opening, Opening.id == row.opening_id)
        .outerjoin(
            SkbScore, (SkbScore.test_id == SkbTest.id) & (SkbScore.application_id == row.application_id)
        )
        .where(
            SkbTest.selection_id == ranking.selection_id,
            or_(SkbTest.formation_id == Opening.formation_id, SkbTest.formation_id.is_(None)),
        )
        .order_by(SkbTest.kind)
    )
    found = (await session.execute(wanted)).all()
    own = [one for one in found if one.SkbTest.formation_id is not None]
    rule = standard.final_score
    return [
        *(
            PartRead(
                name=f"skb.{test.kind}",
                score=getattr(score, "score", None),
                weight=Decimal(test.weight),
                standing=getattr(score, "standing", None),
            )
            for test, score, _ in own or found
        ),
        PartRead(
            name="skd",
            score=None if row.skd_total is None else Decimal(row.skd_total),
            weight=Decimal(rule.skd_weight),
        ),
        PartRead(name="skb", score=row.skb, weight=Decimal(rule.skb_weight)),
    ]


async def _skd_reasons(
    session: AsyncSession, ranking: Ranking, row: RankingRow, *, standard: CpnsSelection
) -> list[SelectionReason]:
    opening, formation = (await _openings(session, Opening.id == row.opening_id))[0]
    people = await _rows(session, ranking, [opening.id])
    general = _general_category(formation, standard)
    category = general if opening.need == GENERAL else opening.need
    codes = standard.results.skd
    standings = {codes.absent: "absent", codes.disqualified: "disqualified"}
    applicants = [
        facts.Applicant(
            str(one.application_id),
            _points(one),
            category,
            cast("facts.SkdStanding", standings.get(one.code or "", "taking_part")),
        )
        for one, _ in people
    ]
    found = {one.id: one for one in skd_outcomes(applicants, opening.count, standard)}
    return list(found[str(row.application_id)].reasons)


async def _explain_final(
    session: AsyncSession,
    ranking: Ranking,
    row: RankingRow,
    *,
    parts: list[PartRead],
    standard: CpnsSelection,
) -> Explained:
    selection = await session.get_one(Selection, ranking.selection_id)
    mine = (await _openings(session, Opening.id == row.opening_id))[0][1]
    of_selection = select(SelectionFormation.formation_id).where(
        SelectionFormation.selection_id == selection.id
    )
    found = await _openings(
        session, Formation.id.in_(of_selection), Formation.education_level == mine.education_level
    )
    alike = [(opening, formation) for opening, formation in found if _line(formation) == _line(mine)]
    finalists: dict[str, list[facts.Finalist]] = {}
    for one, application in await _rows(session, ranking, [opening.id for opening, _ in alike]):
        finalist = _finalist(one, application, standard)
        finalists.setdefault(str(one.opening_id), []).append(finalist)
    formations = [_formation(opening, formation, standard) for opening, formation in alike]
    kind: AgencyKind = "central" if selection.agency_kind == "central" else "regional"
    outcomes = final_outcomes(formations, finalists, standard, agency=kind)
    told = next(one for one in outcomes if one.id == str(row.application_id))
    return Explained(parts, _without_people(told.reasons), [UUID(one) for one in told.also_possible])


def _without_people(reasons: Sequence[SelectionReason]) -> list[SelectionReason]:
    """The same without the ids of others."""
    return [
        reason.model_copy(update={"found": {**reason.found, "equal_with": len(others)}})
        if isinstance(reason.found, dict) and isinstance(others := reason.found.get("equal_with"), list)
        else reason
        for reason in reasons
    ]


async def _openings(session: AsyncSession, *conditions: Any) -> list[tuple[Opening, Formation]]:
    wanted = select(Opening, Formation).join(Formation, Formation.id == Opening.formation_id)
    return [(opening, formation) for opening, formation in await session.execute(wanted.where(*conditions))]


async def _rows(
    session: AsyncSession, ranking: Ranking, opening_ids: Sequence[UUID]
) -> list[tuple[RankingRow, Any]]:
    wanted = (
        select(RankingRow, Application.gpa, Application.birth_date)
        .outerjoin(Application, Application.id == RankingRow.application_id)
        .where(RankingRow.ranking_id == ranking.id, RankingRow.opening_id.in_(opening_ids))
    )
    return [(found[0], found) for found in await session.execute(wanted)]


def _points(row: RankingRow) -> facts.SkdScores | None:
    if row.twk is None or row.tiu is None or row.tkp is None:
        return None
    return facts.SkdScores(twk=row.twk, tiu=row.tiu, tkp=row.tkp)


def _finalist(row: RankingRow, application: Any, standard: CpnsSelection) -> facts.Finalist:
    """Somebody as the ranking saw them: who has a place took part, the code says it of the others."""
    by_code = {code: name for name, code in standard.results.final.model_dump().items()}
    standing = "taking_part" if row.place is not None else by_code[row.code or ""]
    return facts.Finalist(
        str(row.application_id),
        _points(row) or facts.SkdScores(0, 0, 0),
        row.skb or Decimal(0),
        gpa=application.gpa,
        birth_date=application.birth_date,
        standing=cast("facts.FinalStanding", standing),
    )


def _general_category(formation: Formation, standard: CpnsSelection) -> str:
    group = formation.post_group
    is_known = group is not None and group in standard.thresholds and group not in standard.special_needs
    return group if is_known and group is not None else GENERAL


def _line(formation: Formation) -> tuple[object, ...]:
    post = formation.position_code or formation.position_name
    return post, formation.post_group, formation.education_level, tuple(sorted(formation.education_codes))


def _formation(opening: Opening, formation: Formation, standard: CpnsSelection) -> facts.Formation:
    return facts.Formation(
        str(opening.id),
        str(_line(formation)),
        formation.education_level,
        formation.placement_code,
        opening.count,
        need=opening.need,
        general_category=_general_category(formation, standard),
    )
