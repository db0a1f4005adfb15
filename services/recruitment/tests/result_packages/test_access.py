"""Every route of packages that is not open to all, called by everybody who must be refused."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar

import pytest

from abdi.testing.access_suite import HOME, AccessSuite, Target
from abdi.testing.principals import applicant, officer

Rank = Callable[..., Awaitable[dict[str, Any]]]
Packed = Callable[..., Awaitable[bytes]]


class TestAccess(AccessSuite):
    part: ClassVar[tuple[str, ...]] = ("recruitment.result_package.", "recruitment.row_proof.")

    @pytest.fixture
    async def targets(self, world: Any, rank: Rank, packed: Packed) -> Sequence[Target]:
        ranking = await rank("skd")
        await packed(ranking)
        person = next(iter(world.people.values()))
        return [
            Target(operation="make_ranking_package", by=officer(HOME), path={"ranking_id": ranking["id"]}),
            Target(
                operation="get_row_proof",
                by=applicant(person.applicant_id),
                path={"application_id": person.id},
                query={"ranking_id": ranking["id"]},
                employee_id=person.applicant_id,
            ),
        ]
