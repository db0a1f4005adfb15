"""The words in which a service's policy answers.

A service's `policy.py` holds pure functions: `decide(principal, action, resource) -> Decision` for one object
and `scope(principal, action) -> Scope` for lists. Default is denial; property tests prove both equal.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, false, true

from abdi.problems import NotFound
from abdi.tokens import Principal


@dataclass(frozen=True)
class Allow:
    """Permitted; `masked` names the fields that the reader must not see."""

    masked: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Deny:
    """Refused; `reason` is a stable code for logs and tests, not for the reader."""

    reason: str = "no_rule"


Decision = Allow | Deny
Scope = ColumnElement[bool]
"""The rows that a principal may see, as a condition for a query."""

EVERYTHING: Final[Scope] = true()
NOTHING: Final[Scope] = false()


def of_own_agency(principal: Principal, agency: str | None) -> bool:
    """Whether the principal works for `agency` (and it is known)."""
    return agency is not None and principal.agency == agency


def is_self(principal: Principal, employee_id: object) -> bool:
    """Whether the principal is the person that `employee_id` names."""
    return principal.employee_id is not None and principal.employee_id == employee_id


def others(principal: Principal, employee_ids: Iterable[UUID]) -> list[UUID]:
    """Those of `employee_ids` who are not the principal: reading one's own record is noted nowhere."""
    return [employee_id for employee_id in employee_ids if not is_self(principal, employee_id)]


def visible(decision: Decision) -> Allow:
    """The permission in `decision`. Raises NotFound for a refusal, so that ids cannot be probed."""
    if isinstance(decision, Deny):
        raise NotFound
    return decision
