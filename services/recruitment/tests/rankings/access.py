"""A request to every route of rankings that needs a sign-in, for the access suite of the service."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from abdi.clock import new_id
from abdi.testing.access_suite import HOME, Target
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import officer
from recruitment.rankings.models import Ranking, RankingRow


async def targets_of_rankings(unit: Unit, *, announced: UUID, applicant_id: UUID) -> Sequence[Target]:
    """Targets on rankings of the announced selection, which has participants with scores at SKD."""
    by = officer(HOME)

    async def ranking(state: str, *, stage: str = "final", number: int) -> UUID:
        made = Ranking(id=new_id(), agency=HOME, selection_id=announced, stage=stage, number=number)
        made.state, made.rule_set, made.manifest = state, "2024", {"rows": 0, "codes": {}, "sha256": ""}
        async with unit() as session:
            session.add(made)
        return made.id

    read = await ranking("published", number=1)
    row: dict[str, Any] = {"agency": HOME, "opening_id": new_id(), "code": "TH"}
    row |= {"application_id": new_id(), "applicant_id": applicant_id}
    async with unit() as session:
        session.add(RankingRow(ranking_id=read, **row))
    path = {"ranking_id": str(read)}
    return [
        Target(operation="list_rankings", by=by, shows=str(read)),
        Target(operation="get_ranking", by=by, path=path),
        Target(operation="list_ranking_rows", by=by, path=path),
        Target(operation="list_ranking_changes", by=by, path=path),
        Target(
            operation="publish_ranking",
            by=by,
            path={"ranking_id": str(await ranking("computed", number=2))},
            version=1,
        ),
        Target(
            operation="discard_ranking",
            by=by,
            path={"ranking_id": str(await ranking("computed", number=3))},
            version=1,
            body={"reason": "Nilai satu ruang belum masuk."},
        ),
        Target(
            operation="start_ranking", by=by, path={"selection_id": str(announced)}, body={"stage": "skd"}
        ),
    ]
