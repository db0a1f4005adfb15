"""What this feature publishes."""

from datetime import date
from uuid import UUID

from abdi.messaging import Event
from training.needs.rules import NeedState, WithdrawalCause
from training.programmes.rules import NeedKind


class NeedOutcome(Event):
    """A need as it stands after the fact; of an evaluation with its year and predicate."""

    need_id: UUID
    """Id of the need."""
    employee_id: UUID
    """Who needs training."""
    kind: NeedKind
    """What calls for it."""
    state: NeedState
    """Whether it is open, closed or withdrawn."""
    since: date
    """Since when."""
    evaluation_id: UUID | None
    """The evaluation that calls for it; null: something else does."""
    year: int | None
    """The year of that evaluation."""
    predicate: str | None
    """The predicate of that evaluation."""
    closed_by: UUID | None
    """The course that closed it."""
    closed_on: date | None
    """The day on which it was closed."""
    withdrawn_because: WithdrawalCause | None
    """Why nothing calls for it any more."""
    rule_set: str
    """The version of the rules that decided."""


class NeedOpened(NeedOutcome, name="training.need.opened", version=1, key="need_id", dataclass="personal"):
    """Something calls for training."""


class NeedChanged(NeedOutcome, name="training.need.changed", version=1, key="need_id", dataclass="personal"):
    """The state is the same, what it comes from or what answered it is not."""


class NeedClosed(NeedOutcome, name="training.need.closed", version=1, key="need_id", dataclass="personal"):
    """A completed course answers it."""


class NeedWithdrawn(
    NeedOutcome, name="training.need.withdrawn", version=1, key="need_id", dataclass="personal"
):
    """Nothing calls for it any more."""


class NeedReopened(
    NeedOutcome, name="training.need.reopened", version=1, key="need_id", dataclass="personal"
):
    """What answered it was withdrawn, or it is called for again."""


class NeedSnapshot(
    NeedOutcome, name="training.need.snapshot", version=1, key="need_id", dataclass="personal"
):
    """A need as it stands, for consumers that start late."""
