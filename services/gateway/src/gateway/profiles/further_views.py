"""What we read of training and recruitment about one employee, and show."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from gateway.composition.schemas import View, example

HOURS: Final[dict[str, Any]] = {
    "year": 2026,
    "hours": 12,
    "minimum": 20,
    "limit": None,
    "remaining": 8,
    "is_below": True,
}
NEED: Final[dict[str, Any]] = {
    "id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a49",
    "kind": "performance",
    "state": "open",
    "since": "2026-01-20",
    "year": 2025,
    "predicate": "needs_improvement",
}
TRAINING: Final[dict[str, Any]] = {"hours": HOURS, "open_needs": [NEED]}
CANDIDATE: Final[dict[str, Any]] = {
    "id": "019a9b2c-8f02-7c10-8a11-5d1f0e7b9c02",
    "state": "registered",
    "employment_type": "CPNS",
    "rank": "III/a",
    "effective_on": "2026-03-01",
    "decree_number": "813/045/BKPSDM/2026",
    "decree_on": "2026-02-20",
    "selection_reference": "CPNS 2025",
    "registered_on": "2026-03-02",
}
RECRUITMENT: Final[dict[str, Any]] = {"candidate": CANDIDATE}


class HoursView(View):
    """The hours (JP) of the year against the minimum, or the limit of a PPPK."""

    model_config = example(HOURS)

    year: int
    hours: int
    minimum: int | None = None
    limit: int | None = None
    remaining: int | None = None
    is_below: bool


class NeedView(View):
    """A training need."""

    model_config = example(NEED)

    id: UUID
    kind: str
    state: str
    since: date
    year: int | None = None
    predicate: str | None = None


class TrainingSection(View):
    """The hours of this year, and the needs that no course has answered."""

    model_config = example(TRAINING)

    hours: HoursView
    open_needs: list[NeedView]


class CandidateView(View):
    """The record under which the employee was recruited."""

    model_config = example(CANDIDATE)

    id: UUID
    state: str
    employment_type: str
    rank: str | None = None
    effective_on: date
    decree_number: str | None = None
    decree_on: date | None = None
    selection_reference: str | None = None
    registered_on: date | None = None


class RecruitmentSection(View):
    """The record that the employee came from; null for somebody who was in service before."""

    model_config = example(RECRUITMENT)

    candidate: CandidateView | None
