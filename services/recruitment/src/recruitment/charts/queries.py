"""Counting for charts: every chart is one statement over one selection."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import new_id
from abdi.problems import NotFound
from recruitment.charts.models import PublishedChart

# The last published ranking of each stage; earlier ones were corrected.
_LAST: Final = """
    WITH last AS (
        SELECT DISTINCT ON (stage) id, stage FROM ranking
        WHERE selection_id = :selection_id AND state = 'published' ORDER BY stage, number DESC
    ), skd AS (
        SELECT row.* FROM ranking_row AS row JOIN last ON last.id = row.ranking_id AND last.stage = 'skd'
    ), final AS (
        SELECT row.* FROM ranking_row AS row JOIN last ON last.id = row.ranking_id AND last.stage = 'final'
    )
"""
_STEPS: Final = """
    count(*) AS submitted,
    count(*) FILTER (WHERE one.state <> 'not_eligible' AND one.state <> 'submitted') AS eligible,
    count(skd.application_id) FILTER (WHERE skd.skd_total IS NOT NULL) AS sat_skd,
    count(skd.place) AS met_threshold,
    count(*) FILTER (WHERE skd.code = :goes_on) AS went_on,
    count(final.place) AS ranked,
    count(final.seat_id) AS seated,
    count(*) FILTER (WHERE one.state = 'appointed') AS appointed
"""
_FUNNEL: Final = text(f"""
    {_LAST}
    SELECT {_STEPS}
    FROM application AS one
        LEFT JOIN skd ON skd.application_id = one.id LEFT JOIN final ON final.application_id = one.id
    WHERE one.selection_id = :selection_id AND one.state NOT IN ('draft', 'cancelled')
""")
_INCLUSION: Final = text(f"""
    {_LAST}, grouped AS (
        SELECT one.*, unnest(ARRAY[
            one.sex,
            CASE WHEN one.has_disability THEN 'disability' ELSE 'no_disability' END,
            CASE WHEN one.is_local THEN 'local' ELSE 'not_local' END
        ]) AS belongs_to
        FROM application AS one
        WHERE one.selection_id = :selection_id AND one.state NOT IN ('draft', 'cancelled')
    )
    SELECT one.belongs_to, {_STEPS}
    FROM grouped AS one
        LEFT JOIN skd ON skd.application_id = one.id LEFT JOIN final ON final.application_id = one.id
    GROUP BY one.belongs_to
""")
_DROPOUTS: Final = text(f"""
    {_LAST}
    SELECT 'administrative' AS stage, why ->> 'rule' AS reason, count(DISTINCT one.id) AS people
    FROM application AS one, jsonb_array_elements(one.reasons) AS why
    WHERE one.selection_id = :selection_id AND one.state = 'not_eligible'
        AND NOT (why ->> 'passed')::boolean
    GROUP BY 2
    UNION ALL
    SELECT 'skd', code, count(*) FROM skd WHERE code <> :goes_on GROUP BY code
    UNION ALL
    SELECT 'final', code, count(*) FROM final WHERE seat_id IS NULL GROUP BY code
    ORDER BY 1, 3 DESC, 2
""")
_SCORES: Final = text(f"""
    {_LAST}
    SELECT skd_total / :width * :width AS bin, count(*) AS people,
        count(*) FILTER (WHERE code = :goes_on) AS went_on
    FROM skd WHERE skd_total IS NOT NULL AND (CAST(:opening_id AS uuid) IS NULL OR opening_id = :opening_id)
    GROUP BY 1 ORDER BY 1
""")
_CUT: Final = text(f"""
    {_LAST}
    SELECT min(skd_total) FROM skd WHERE code = :goes_on AND opening_id = :opening_id
""")
_WAITING: Final = text("""
    SELECT 'verification' AS step, count(*) AS open, min(one.waits_since) AS since,
        (SELECT claim.verifier_id FROM verification_claim AS claim JOIN verification_case AS of_claim
            ON of_claim.id = claim.case_id JOIN application AS wanted ON wanted.id = of_claim.application_id
         WHERE of_claim.selection_id = :selection_id AND of_claim.state <> 'decided'
            AND wanted.state = 'submitted'
         ORDER BY of_claim.waits_since, claim.claimed_at LIMIT 1) AS owner
    FROM verification_case AS one JOIN application AS waiting ON waiting.id = one.application_id
    WHERE one.selection_id = :selection_id AND one.state <> 'decided' AND waiting.state = 'submitted'
    UNION ALL
    SELECT 'objection', count(*), min(lodged_at), NULL FROM objection
    WHERE selection_id = :selection_id AND state = 'lodged'
    UNION ALL
    SELECT 'filing', count(*), min(state_since), NULL FROM appointment
    WHERE selection_id = :selection_id AND state = 'invited'
    UNION ALL
    SELECT 'nip', count(*), min(state_since), NULL FROM appointment
    WHERE selection_id = :selection_id AND state IN ('filed', 'proposed')
""")
_TIME_TO_FILL: Final = text("""
    SELECT formation.id, formation.position_name, formation.placement_name, opened.seats,
        count(candidate.id) FILTER (WHERE candidate.state = 'registered') AS filled,
        max(candidate.registered_on) FILTER (WHERE candidate.state = 'registered')
            - min(selection.announced_at AT TIME ZONE selection.time_zone)::date AS days
    FROM selection_formation AS chosen
        JOIN selection ON selection.id = chosen.selection_id
        JOIN formation ON formation.id = chosen.formation_id
        JOIN LATERAL (
            SELECT sum(count) AS seats FROM opening WHERE formation_id = formation.id
        ) AS opened ON true
        LEFT JOIN opening ON opening.formation_id = formation.id
        LEFT JOIN appointment ON appointment.seat_id = opening.id AND appointment.state = 'appointed'
            AND appointment.selection_id = chosen.selection_id
        LEFT JOIN candidate ON candidate.id = appointment.candidate_id
    WHERE chosen.selection_id = :selection_id
    GROUP BY formation.id, formation.position_name, formation.placement_name, opened.seats
    ORDER BY days DESC NULLS FIRST, formation.position_name, formation.id LIMIT :most
""")


async def count_steps(session: AsyncSession, selection_id: UUID, *, goes_on: str) -> Row[Any]:
    """People at each step of the funnel."""
    return (await session.execute(_FUNNEL, {"selection_id": selection_id, "goes_on": goes_on})).one()


async def count_groups(session: AsyncSession, selection_id: UUID, *, goes_on: str) -> Sequence[Row[Any]]:
    """The same for each group of people."""
    return (await session.execute(_INCLUSION, {"selection_id": selection_id, "goes_on": goes_on})).all()


async def count_dropouts(session: AsyncSession, selection_id: UUID, *, goes_on: str) -> Sequence[Row[Any]]:
    """Who did not go on, by stage and reason."""
    return (await session.execute(_DROPOUTS, {"selection_id": selection_id, "goes_on": goes_on})).all()


async def count_scores(
    session: AsyncSession, selection_id: UUID, *, goes_on: str, width: int, opening_id: UUID | None
) -> Sequence[Row[Any]]:
    """SKD totals in bins."""
    asked = {"selection_id": selection_id, "goes_on": goes_on, "width": width, "opening_id": opening_id}
    return (await session.execute(_SCORES, asked)).all()


async def find_cut(
    session: AsyncSession, selection_id: UUID, *, goes_on: str, opening_id: UUID
) -> int | None:
    """The lowest SKD total that went on for an opening."""
    asked = {"selection_id": selection_id, "goes_on": goes_on, "opening_id": opening_id}
    lowest: int | None = (await session.execute(_CUT, asked)).scalar_one()
    return lowest


async def list_waiting(session: AsyncSession, selection_id: UUID) -> Sequence[Row[Any]]:
    """What waits at each step of the work, since when, and with whom the oldest lies."""
    return (await session.execute(_WAITING, {"selection_id": selection_id})).all()


async def list_filled(session: AsyncSession, selection_id: UUID, *, most: int) -> Sequence[Row[Any]]:
    """Days from the announcement to the registered employee, by formation, the longest first."""
    return (await session.execute(_TIME_TO_FILL, {"selection_id": selection_id, "most": most})).all()


async def keep_chart(
    session: AsyncSession, selection_id: UUID, name: str, *, content: dict[str, Any], at: datetime
) -> None:
    """Publish a chart in the place of the one before."""
    row = {"id": new_id(), "selection_id": selection_id, "name": name, "content": content, "published_at": at}
    made = insert(PublishedChart).values(row)
    kept = {"content": made.excluded.content, "published_at": made.excluded.published_at}
    await session.execute(made.on_conflict_do_update(index_elements=["selection_id", "name"], set_=kept))


async def get_published(session: AsyncSession, selection_id: UUID, name: str) -> PublishedChart:
    """A chart that the public sees. Raises NotFound."""
    wanted = select(PublishedChart).where(
        PublishedChart.selection_id == selection_id, PublishedChart.name == name
    )
    found = await session.scalar(wanted)
    if found is None:
        raise NotFound
    return found
