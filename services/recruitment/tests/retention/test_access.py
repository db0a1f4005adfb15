"""Every route of retention, called by everybody who must be refused."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

import pytest

from abdi.clock import new_id
from abdi.testing.access_suite import HOME, AccessSuite, Target
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import auditor, decision_maker
from recruitment.selections.models import Selection

LONG_AGO = datetime(2024, 1, 12, tzinfo=UTC)


class TestAccess(AccessSuite):
    part: ClassVar[tuple[str, ...]] = ("recruitment.retention.",)

    @pytest.fixture
    async def targets(self, unit: Unit) -> Sequence[Target]:
        selection = Selection(
            id=new_id(),
            agency=HOME,
            agency_kind="regional",
            agency_name="Pemerintah Kota Palembang",
            time_zone="Asia/Jakarta",
            intake=2022,
            kind="CPNS",
            name="CPNS 2022",
            state="completed",
            verifiers=1,
            rule_set="2021",
            announced_at=LONG_AGO,
            ended_at=LONG_AGO,
            schedule_version=1,
        )
        async with unit() as session:
            session.add(selection)
        path = {"selection_id": selection.id}
        return [
            Target(operation="get_retention", by=auditor(HOME), path=path),
            Target(operation="erase_applicants", by=decision_maker(HOME), path=path),
        ]
