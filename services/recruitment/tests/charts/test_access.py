"""Every route of charts, called by everybody who must be refused."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

import pytest

from abdi.testing.access_suite import HOME, AccessSuite, Target
from abdi.testing.principals import officer


class TestAccess(AccessSuite):
    part: ClassVar[tuple[str, ...]] = ("recruitment.chart.",)

    @pytest.fixture
    async def targets(self, selection_id: UUID) -> Sequence[Target]:
        of_selection: dict[str, Any] = {"by": officer(HOME)}
        named = {"selection_id": selection_id, "name": "waiting"}
        return [
            Target(operation="get_chart", path=named, absent={"name": "funnel"}, **of_selection),
            Target(operation="publish_charts", path={"selection_id": selection_id}, **of_selection),
        ]
