"""Where a selection stands, and what can be done with it there."""

from enum import StrEnum
from typing import Final

from abdi.i18n import Text
from abdi.problems import Conflict


class SelectionState(StrEnum):
    """The life of a selection."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


STEPS: Final = {
    SelectionState.DRAFT: frozenset({"change", "announcement", "cancellation"}),
    SelectionState.ANNOUNCED: frozenset({"reschedule", "completion", "cancellation"}),
    SelectionState.COMPLETED: frozenset[str](),
    SelectionState.CANCELLED: frozenset[str](),
}
PUBLIC: Final = (SelectionState.ANNOUNCED, SelectionState.COMPLETED, SelectionState.CANCELLED)
"""The states in which the public may see a selection, once it was announced."""


class SelectionNotInState(Conflict):
    """The selection is in a state that does not allow this."""

    code = "selection-not-in-state"
    title = Text("Status seleksi tidak mengizinkan ini", "The selection's state does not allow this")


def allowed_in(state: str) -> list[str]:
    """The steps that the state of a selection allows, for an answer that refuses another."""
    return sorted(STEPS[SelectionState(state)])


def check_step(state: str, step: str) -> None:
    """Go on when `state` allows `step`. Raises SelectionNotInState."""
    allowed = STEPS[SelectionState(state)]
    if step not in allowed:
        raise SelectionNotInState(current_state=state, allowed=sorted(allowed))
