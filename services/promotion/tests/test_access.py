"""Every route of promotion, called by everybody who must be refused."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import pytest

from abdi.testing.access_suite import HOME, AccessSuite, Target
from abdi.testing.deliveries import Deliveries
from abdi.testing.principals import officer

State = Callable[..., dict[str, Any]]


@pytest.mark.usefixtures("rules_in_force")
class TestAccess(AccessSuite):
    @pytest.fixture
    async def targets(self, deliver: Deliveries, state_of: State, employee_id: UUID) -> Sequence[Target]:
        await deliver("personnel.employee.registered", employee_id, state_of(), agency=HOME)
        return [
            Target(
                operation="get_eligibility",
                path={"employee_id": employee_id},
                employee_id=employee_id,
                by=officer(HOME),
            ),
            Target(operation="list_eligibilities", by=officer(HOME), shows=str(employee_id)),
        ]
