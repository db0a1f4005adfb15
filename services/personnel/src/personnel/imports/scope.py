"""For whom rows are taken: whose they may be about."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from abdi.auth import Principal
from abdi.bulk.judging import agencies_of
from personnel.policy import IMPORT


@dataclass(frozen=True)
class Scope:
    """The agencies whose people and organisation may change (None: all), and who asks."""

    agencies: frozenset[str] | None = None
    own: UUID | None = None


EVERYTHING: Final = Scope()
"""For the command, which nobody but the operator runs."""


def scope_of(principal: Principal) -> Scope:
    """What the principal may import."""
    return Scope(agencies_of(principal, IMPORT), principal.employee_id)
