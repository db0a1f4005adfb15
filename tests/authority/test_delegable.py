"""What the registry lets superiors delegate is what the services let superiors do."""

from types import ModuleType

import performance.policy
import personnel.policy
import promotion.policy
import training.policy
from abdi.policy import Permission
from personnel.delegations.rules import DELEGABLE

POLICIES: tuple[ModuleType, ...] = (performance.policy, personnel.policy, promotion.policy, training.policy)
NOT_PASSED_ON = {"performance.plan.write", "training.programme.read"}
"""Plans are written by the superior or the employee; the programmes everybody may read anyway."""


def test_every_delegable_permission_belongs_to_superiors_and_the_other_way_round() -> None:
    of_superiors = {
        permission.name
        for policy in POLICIES
        for permission in vars(policy).values()
        if isinstance(permission, Permission) and "superior" in permission.roles
    }
    assert of_superiors - NOT_PASSED_ON == set(DELEGABLE)
