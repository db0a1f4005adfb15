"""Finding packages, and what proves a row of one."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.directory import scope
from abdi.problems import NotFound
from recruitment.applications.models import Application
from recruitment.policy import OUTCOMES, PROVE_ROW
from recruitment.publications.ages import BIRTH_DATE
from recruitment.rankings.models import Ranking, RankingRow
from recruitment.rankings.states import RankingState
from recruitment.result_packages.models import CommitmentSalt, ResultPackage, ResultPackageBlock


class OwnRow(NamedTuple):
    """Whose row it is, in which package, and what opens the commitment (None: nothing does any more)."""

    package: ResultPackage
    participant: str
    birth_date: date
    salt: bytes | None


async def lock_published(session: AsyncSession, ranking_id: UUID) -> Ranking | None:
    """A published ranking, locked; None when it is not published."""
    wanted = select(Ranking).where(Ranking.id == ranking_id, Ranking.state == RankingState.PUBLISHED)
    found: Ranking | None = await session.scalar(wanted.with_for_update())
    return found


async def get_ready_package(session: AsyncSession, ranking_id: UUID) -> ResultPackage:
    """The package of a ranking once it is made. Raises NotFound."""
    found = await session.get(ResultPackage, ranking_id)
    if found is None or found.state != "ready":
        raise NotFound
    return found


async def get_own_row(
    session: AsyncSession, principal: Principal, application_id: UUID, *, ranking_id: UUID
) -> OwnRow:
    """The own row in the package of a ranking. Raises NotFound."""
    wanted = (
        select(ResultPackage, Application.participant_number, Application.birth_date, CommitmentSalt.salt)
        .join(RankingRow, RankingRow.ranking_id == ResultPackage.ranking_id)
        .join(Application, Application.id == RankingRow.application_id)
        .outerjoin(
            CommitmentSalt,
            (CommitmentSalt.application_id == Application.id) & (CommitmentSalt.field == BIRTH_DATE),
        )
        .where(
            ResultPackage.ranking_id == ranking_id,
            ResultPackage.state == "ready",
            RankingRow.application_id == application_id,
            scope(principal, PROVE_ROW, OUTCOMES),
        )
    )
    found = (await session.execute(wanted)).one_or_none()
    if found is None or found[1] is None:
        raise NotFound
    return OwnRow(found[0], found[1], found[2], found[3])


async def find_block(session: AsyncSession, ranking_id: UUID, participant: str) -> ResultPackageBlock | None:
    """The block in which the row of a participant stands, if there is one."""
    block = ResultPackageBlock
    wanted = select(block).where(
        block.ranking_id == ranking_id, block.first_participant.collate("C") <= participant
    )
    found: ResultPackageBlock | None = await session.scalar(wanted.order_by(block.number.desc()).limit(1))
    return found


async def list_block_roots(session: AsyncSession, ranking_id: UUID) -> list[bytes]:
    """The roots over all blocks of a package, in order."""
    block = ResultPackageBlock
    wanted = select(block.root).where(block.ranking_id == ranking_id).order_by(block.number)
    return list(await session.scalars(wanted))
