"""What a report can be about, how it goes, and how many come in an hour."""

from enum import StrEnum
from typing import Final


class ReportKind(StrEnum):
    """What is suspected."""

    COLLUSION = "collusion"
    LEAKED_ITEMS = "leaked_items"
    IMPERSONATION = "impersonation"
    BRIBERY = "bribery"
    FALSE_DOCUMENT = "false_document"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    OTHER = "other"


class ReportState(StrEnum):
    """Where a report stands."""

    RECEIVED = "received"
    EXAMINED = "examined"
    ANSWERED = "answered"


class Finding(StrEnum):
    """What the examination found."""

    SUBSTANTIATED = "substantiated"
    UNSUBSTANTIATED = "unsubstantiated"
    NOT_COMPETENT = "not_competent"


STEPS: Final[dict[ReportState, frozenset[str]]] = {
    ReportState.RECEIVED: frozenset({"examination", "message"}),
    ReportState.EXAMINED: frozenset({"answer", "message"}),
    ReportState.ANSWERED: frozenset(),
}
"""What can be done with a report in each state."""

MOST_IN_AN_HOUR: Final = 60
"""About one selection; more is a flood, in which the serious ones would drown."""
MOST_MESSAGES: Final = 100
"""Of one report."""
