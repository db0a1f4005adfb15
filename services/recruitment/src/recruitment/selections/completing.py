"""Whether a selection came to its end: everything announced, answered and filled."""

from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.i18n import Text
from abdi.reasons import Reason

_ARTICLE: Final = "PermenPANRB 6/2024; KepmenPANRB 320/2024"
# A seat waits as long as whoever was ranked for it has not been invited, or has not come to an end.
_STANDING: Final = text("""
    WITH final AS (
        SELECT id FROM ranking WHERE selection_id = :selection_id AND stage = 'final' AND state = 'published'
        ORDER BY number DESC LIMIT 1
    )
    SELECT
        (SELECT count(*) FROM final) AS rankings,
        (SELECT count(*) FROM objection
         WHERE selection_id = :selection_id AND state = 'lodged') AS objections,
        (SELECT count(*) FROM appointment
         WHERE selection_id = :selection_id AND state IN ('invited', 'filed', 'proposed')) AS appointments,
        (SELECT count(*) FROM final JOIN ranking_row AS seated ON seated.ranking_id = final.id
            JOIN application ON application.id = seated.application_id
         WHERE seated.seat_id IS NOT NULL AND application.state = 'eligible' AND NOT EXISTS (
            SELECT FROM appointment AS known WHERE known.application_id = seated.application_id
                AND known.selection_id = :selection_id)) AS uninvited
""")


async def judge_completion(session: AsyncSession, selection_id: UUID) -> list[Reason]:
    """Whether nothing of a selection is left to be done, by rule."""
    found = (await session.execute(_STANDING, {"selection_id": selection_id})).one()
    return [
        _ranking(found.rankings),
        _objections(found.objections),
        _appointments(found.appointments, found.uninvited),
    ]


def _ranking(published: int) -> Reason:
    return Reason(
        rule="selection.completion.final_ranking",
        article=_ARTICLE,
        passed=published > 0,
        required="published",
        found="published" if published else None,
        message=Text("Hasil akhir telah diumumkan.", "The final result was announced."),
        remedy=None if published else Text("Umumkan hasil akhir.", "Publish the final ranking."),
    )


def _objections(unanswered: int) -> Reason:
    return Reason(
        rule="selection.completion.objections",
        article=_ARTICLE,
        passed=not unanswered,
        required={"unanswered": 0},
        found={"unanswered": unanswered},
        message=Text("Semua sanggah telah dijawab.", "Every objection was answered."),
        remedy=Text("Jawab sanggah yang masih terbuka.", "Answer the open objections.")
        if unanswered
        else None,
    )


def _appointments(under_way: int, uninvited: int) -> Reason:
    passed = not under_way and not uninvited
    return Reason(
        rule="selection.completion.appointments",
        article=_ARTICLE,
        passed=passed,
        required={"open": 0, "uninvited": 0},
        found={"open": under_way, "uninvited": uninvited},
        message=Text(
            "Setiap peserta yang lulus telah diangkat, mundur atau gugur.",
            "Everybody with a seat was appointed, stepped back or lapsed.",
        ),
        remedy=None
        if passed
        else Text(
            "Panggil peserta yang lulus dan selesaikan pengangkatannya.",
            "Invite those with a seat and bring their appointments to an end.",
        ),
    )
