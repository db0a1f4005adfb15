"""The states of a ranking, and what may be done in each."""

from enum import StrEnum
from typing import Final

from abdi.i18n import Text
from abdi.problems import Conflict


class RankingState(StrEnum):
    """Where a ranking is; a published one stays as it is for good."""

    COMPUTING = "computing"
    COMPUTED = "computed"
    PUBLISHED = "published"
    DISCARDED = "discarded"


STEPS: Final[dict[RankingState, frozenset[str]]] = {
    RankingState.COMPUTING: frozenset({"discard"}),
    RankingState.COMPUTED: frozenset({"publication", "discard"}),
    RankingState.PUBLISHED: frozenset(),
    RankingState.DISCARDED: frozenset(),
}


class RankingNotInState(Conflict):
    """The ranking is in a state that does not allow this."""

    code = "ranking-not-in-state"
    title = Text("Status pemeringkatan tidak mengizinkan ini", "The ranking's state does not allow this")


def check_step(state: str, step: str) -> None:
    """Go on when the state allows the step. Raises RankingNotInState."""
    allowed = STEPS[RankingState(state)]
    if step not in allowed:
        raise RankingNotInState(current_state=state, allowed=sorted(allowed))
