"""Every route of rankings, called by everybody who must be refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

import pytest

from abdi.clock import FixedClock, new_id
from abdi.testing.access_suite import HOME, AccessSuite, Target
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import applicant, officer
from recruitment.applications.models import Application
from recruitment.rankings.models import Ranking, RankingRow
from recruitment.result_packages.models import ResultPackage

World = Any
BY = officer(HOME)


@dataclass
class Shelf:
    """Puts final rankings beside each other, none of which was computed."""

    unit: Unit
    clock: FixedClock
    selection_id: UUID
    count: int = 0

    async def ranking(self, state: str, *people: Application) -> UUID:
        """A ranking in this state with these people, all of them absent."""
        self.count += 1
        made = Ranking(
            id=new_id(),
            agency=HOME,
            selection_id=self.selection_id,
            stage="final",
            number=self.count,
            state=state,
            rule_set="2024",
            manifest={"rows": len(people), "codes": {}, "sha256": ""},
            computed_at=self.clock.now(),
            published_at=self.clock.now() if state == "published" else None,
        )
        rows = [
            RankingRow(
                ranking_id=made.id,
                application_id=one.id,
                applicant_id=one.applicant_id,
                agency=HOME,
                opening_id=one.opening_id,
                code="TH",
            )
            for one in people
        ]
        async with self.unit() as session:
            session.add(made)
            await session.flush()
            session.add_all(rows)
        return made.id

    async def pack(self, ranking_id: UUID) -> None:
        """A package of the ranking that is under way."""
        package = ResultPackage(ranking_id=ranking_id, agency=HOME, state="making", job_id=new_id())
        async with self.unit() as session:
            session.add(package)


class TestAccess(AccessSuite):
    part: ClassVar[tuple[str, ...]] = ("recruitment.ranking.", "recruitment.outcome.")

    @pytest.fixture
    async def targets(self, world: World, unit: Unit, clock: FixedClock) -> Sequence[Target]:
        shelf, ani = Shelf(unit, clock, world.selection_id), world.people["ani"]
        read = {"ranking_id": await shelf.ranking("published", ani)}
        await shelf.pack(read["ranking_id"])
        published = {"ranking_id": await shelf.ranking("computed")}
        discarded = {"ranking_id": await shelf.ranking("computed")}
        return [
            Target(operation="list_rankings", by=BY, shows=str(read["ranking_id"])),
            Target(operation="get_ranking", by=BY, path=read),
            Target(operation="get_ranking_package", by=BY, path=read),
            Target(operation="list_ranking_rows", by=BY, path=read),
            Target(operation="list_ranking_changes", by=BY, path=read),
            Target(
                operation="get_ranking_row",
                by=applicant(ani.applicant_id),
                path={**read, "application_id": ani.id},
                employee_id=ani.applicant_id,
            ),
            Target(operation="publish_ranking", by=BY, path=published, version=1),
            Target(
                operation="discard_ranking",
                by=BY,
                path=discarded,
                version=1,
                body={"reason": "Nilai satu ruang belum masuk."},
            ),
            Target(
                operation="start_ranking",
                by=BY,
                path={"selection_id": world.selection_id},
                body={"stage": "skd"},
            ),
        ]
