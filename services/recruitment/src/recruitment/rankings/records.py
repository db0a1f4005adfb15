"""Rankings and their rows as they are told."""

from typing import Any

from recruitment.rankings.models import Ranking, RankingRow
from recruitment.rankings.outcomes import Explained
from recruitment.rankings.schemas import OutcomeRead, RankingChangeRead, RankingRead, RankingRowRead
from recruitment.rankings.states import STEPS, RankingState

_POINTS = ("twk", "tiu", "tkp")


_MADE = {"allowed", "has_changed_scores"}


def shown(ranking: Ranking, *, has_changed_scores: bool = False) -> RankingRead:
    """A ranking with what can be done next."""
    facts = {name: getattr(ranking, name) for name in RankingRead.model_fields if name not in _MADE}
    allowed = sorted(STEPS[RankingState(ranking.state)])
    return RankingRead(**facts, allowed=allowed, has_changed_scores=has_changed_scores)


def row_of(row: RankingRow, participant_number: str | None) -> RankingRowRead:
    """A row with its participant number."""
    facts = {name: getattr(row, name) for name in RankingRowRead.model_fields if name != "participant_number"}
    return RankingRowRead(**facts, participant_number=participant_number)


def outcome_of(
    ranking: Ranking, row: RankingRow, participant_number: str | None, *, explained: Explained
) -> OutcomeRead:
    """A row with everything that made it so."""
    return OutcomeRead(
        **row_of(row, participant_number).model_dump(),
        stage=ranking.stage,
        number=ranking.number,
        rule_set=ranking.rule_set,
        parts=explained.parts,
        reasons=explained.reasons,
        also_possible=explained.also_possible,
    )


def change_of(found: Any, ranking: Ranking) -> RankingChangeRead:
    """What became of somebody since the version before, and whether something of the person changed."""
    after, before, participant_number = found
    row = after or before
    return RankingChangeRead(
        application_id=row.application_id,
        participant_number=participant_number,
        before=row_of(before, participant_number) if before else None,
        after=row_of(after, participant_number) if after else None,
        causes=_causes(before, after),
        reason=ranking.reason,
    )


def _causes(before: RankingRow | None, after: RankingRow | None) -> list[str]:
    if before is None:
        return ["came_in"]
    if after is None:
        return ["left"]
    causes = []
    if any(getattr(before, name) != getattr(after, name) for name in _POINTS):
        causes.append("points")
    if before.skb != after.skb:
        causes.append("skb")
    if (before.place is None) != (after.place is None) and not causes:
        causes.append("standing")
    return causes or ["others_changed"]
