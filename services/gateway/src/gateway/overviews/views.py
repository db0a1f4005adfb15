"""What we read of the services' answers about one unit, and show."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from gateway.composition.schemas import View, example

UNIT_ID: Final = "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a45"
UNIT: Final[dict[str, Any]] = {
    "id": UNIT_ID,
    "agency": "5671",
    "code": "BKPSDM-02",
    "name": "Bidang Mutasi",
    "kind": "bidang",
    "valid_from": "2020-01-02",
    "parent_id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a41",
}
VACANCY: Final[dict[str, Any]] = {
    "position_id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a44",
    "code": "5671-0412",
    "title": "Kepala Subbidang Mutasi",
    "kind": "pengawas",
    "unit_id": UNIT_ID,
    "is_head": True,
    "empty_since": "2025-11-01",
    "empty_days": 121,
}
STAFFING: Final[dict[str, Any]] = {
    "units": 3,
    "people": {
        "total": 42,
        "by_employment_type": {"PNS": 35, "CPNS": 2, "PPPK": 5},
        "by_status": {"active": 41, "leave": 1},
    },
    "vacancies": {"total": 1, "oldest": [VACANCY]},
}
PERFORMANCE: Final[dict[str, Any]] = {
    "people": 42,
    "predicates": {
        "year": 2025,
        "by_predicate": {"very_good": 6, "good": 31, "needs_improvement": 2, "poor": 0, "very_poor": 0},
        "not_evaluated": 3,
    },
    "plans": {"year": 2026, "by_state": {"draft": 2, "agreed": 38}, "without_plan": 2},
}
TRAINING: Final[dict[str, Any]] = {
    "year": 2026,
    "people": 42,
    "hours": 731,
    "people_below_minimum": 19,
    "open_needs": 4,
}


class UnitSection(View):
    """The unit as it stands today."""

    model_config = example(UNIT)

    id: UUID
    agency: str
    code: str
    name: str
    kind: str
    valid_from: date
    parent_id: UUID | None = None


class PeopleView(View):
    """Who holds a position in the unit or below it."""

    total: int
    by_employment_type: dict[str, int]
    by_status: dict[str, int]


class VacancyView(View):
    """An empty position, and for how many days it has been empty."""

    model_config = example(VACANCY)

    position_id: UUID
    code: str
    title: str
    kind: str
    unit_id: UUID
    is_head: bool = False
    empty_since: date
    empty_days: int


class VacanciesView(View):
    """How many positions are empty, and those that have been so for longest (at most a hundred)."""

    total: int
    oldest: list[VacancyView]


class StaffingSection(View):
    """People and vacancies of the unit and all units below it."""

    model_config = example(STAFFING)

    units: int
    people: PeopleView
    vacancies: VacanciesView


class PredicatesView(View):
    """The predicates of the last year in which anybody was evaluated."""

    year: int | None
    by_predicate: dict[str, int]
    not_evaluated: int


class PlansView(View):
    """The latest plan of this year, of each person."""

    year: int
    by_state: dict[str, int]
    without_plan: int


class PerformanceSummary(View):
    """Predicates and plans of everybody in the unit and below it."""

    model_config = example(PERFORMANCE)

    people: int
    predicates: PredicatesView
    plans: PlansView


class TrainingSummary(View):
    """Hours against the minimum and open needs of everybody in the unit and below it."""

    model_config = example(TRAINING)

    year: int
    people: int
    hours: int
    people_below_minimum: int
    open_needs: int
