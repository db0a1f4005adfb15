"""Every route of promotion, called by everybody who must be refused."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import pytest

from abdi.testing.access_suite import HOME, AccessSuite, Target
from abdi.testing.deliveries import Deliveries
from abdi.testing.principals import officer

State = Callable[..., dict[str, Any]]


@pytest.fixture
async def judged(rules_in_force: None, deliver: Deliveries, state_of: State, employee_id: UUID) -> UUID:
    """A person with an eligibility."""
    await deliver("personnel.employee.registered", employee_id, state_of(), agency=HOME)
    return employee_id


class TestAccess(AccessSuite):
    @pytest.fixture
    async def targets(self, judged: UUID) -> Sequence[Target]:
        return [
            Target(
                operation="get_eligibility",
                path={"employee_id": judged},
                employee_id=judged,
                by=officer(HOME),
            ),
            Target(operation="list_eligibilities", by=officer(HOME), shows=str(judged)),
        ]
