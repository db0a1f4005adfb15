"""What a package says of the selection: its facts, rules and openings."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.tables import rule_set
from recruitment.publications.openings import Opening
from recruitment.publications.selection_files import (
    RulesFile,
    RulesNamed,
    SkbSet,
    SkbTestFacts,
    StageFacts,
    written_moment,
)
from recruitment.rankings.columns import driver_of
from recruitment.rankings.models import Ranking
from recruitment.rankings.statements import OPENINGS
from recruitment.selections.models import Selection, SkbTest
from recruitment.selections.rules.standard import CPNS_SELECTION, GENERAL, CpnsSelection

SHARED: Final = "shared"
"""The set of SKB tests for formations without own ones."""


@dataclass(frozen=True)
class PackageFacts:
    """Everything of a package but its rows."""

    stage: StageFacts
    rules: RulesFile
    openings: list[Opening]

    @property
    def lines(self) -> dict[UUID, int]:
        """Openings of one post and education have one number."""
        numbers: dict[tuple[str, str], int] = {}
        return {
            UUID(one.id): numbers.setdefault((one.post, one.education), len(numbers)) for one in self.openings
        }


async def read_facts(session: AsyncSession, ranking: Ranking, *, log: str) -> PackageFacts:
    """What is published beside the rows. Raises ValueError for what cannot be written exactly."""
    if ranking.published_at is None:
        raise ValueError("the ranking is not published")
    selection = await session.get_one(Selection, ranking.selection_id)
    rules = await _rules(session, ranking.rule_set)
    sets = await _tests(session, selection.id) if ranking.stage == "final" else {}
    found = await (await driver_of(session)).fetch(OPENINGS, selection.id)
    openings = [_opening(one, rules.standard(), sets) for one in found]
    used = {opening.tests for opening in openings}
    stage = StageFacts(
        selection=str(selection.id),
        title=selection.name,
        agency=selection.agency,
        agency_name=selection.agency_name,
        agency_kind="central" if selection.agency_kind == "central" else "regional",
        intake=selection.intake,
        stage="final" if ranking.stage == "final" else "skd",
        version=ranking.number,
        published_at=written_moment(ranking.published_at),
        rules=RulesNamed(name=rules.name, version=rules.version),
        skb=tuple(SkbSet(id=name, tests=sets[name]) for name in sorted(used & sets.keys())),
        log=log,
    )
    return PackageFacts(stage, rules, sorted(openings, key=lambda opening: opening.id))


async def _rules(session: AsyncSession, version: str) -> RulesFile:
    table = rule_set.c
    columns = (
        table.name,
        table.version,
        table.valid_from,
        table.valid_to,
        table.legal_basis,
        table.unverified,
        table.content.label("values"),
    )
    wanted = select(*columns).where(table.name == CPNS_SELECTION, table.version == version)
    found = (await session.execute(wanted)).mappings().one()
    return RulesFile.model_validate(dict(found))


async def _tests(session: AsyncSession, selection_id: UUID) -> dict[str, tuple[SkbTestFacts, ...]]:
    wanted = select(SkbTest).where(SkbTest.selection_id == selection_id).order_by(SkbTest.kind)
    sets: defaultdict[str, list[SkbTestFacts]] = defaultdict(list)
    for test in await session.scalars(wanted):
        facts = SkbTestFacts(kind=test.kind, weight=test.weight, knock_out=test.is_knockout)
        sets[_set_of(test.formation_id)].append(facts)
    return {name: tuple(tests) for name, tests in sets.items()}


def _set_of(formation_id: UUID | None) -> str:
    return SHARED if formation_id is None else str(formation_id)


def _opening(found: Any, standard: CpnsSelection, sets: dict[str, Any]) -> Opening:
    group = found["post_group"]
    has_own = group in standard.thresholds and group not in standard.special_needs
    own = _set_of(found["formation_id"])
    return Opening(
        id=str(found["id"]),
        post=found["post"],
        education=found["education"],
        placement=found["placement_code"],
        need=found["need"],
        count=found["count"],
        general_category=group if has_own else GENERAL,
        tests=own if own in sets else SHARED if sets else "",
    )
