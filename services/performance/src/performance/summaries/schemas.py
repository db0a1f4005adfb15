"""What goes out about a unit in numbers."""

from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from performance.evaluations.rules import Predicate
from performance.plans.rules import PlanState

_PREDICATES: Final[dict[str, Any]] = {
    "year": 2025,
    "by_predicate": {"very_good": 6, "good": 31, "needs_improvement": 2, "poor": 0, "very_poor": 0},
    "not_evaluated": 3,
}
_PLANS: Final[dict[str, Any]] = {"year": 2026, "by_state": {"draft": 2, "agreed": 38}, "without_plan": 2}


class PredicatesRead(BaseModel):
    """The predicates of the last year in which anybody of the unit was evaluated."""

    model_config = ConfigDict(json_schema_extra={"examples": [_PREDICATES]})

    year: int | None = Field(description="null: nobody was ever evaluated")
    by_predicate: dict[Predicate, int] = Field(description="every predicate, also with zero")
    not_evaluated: int


class PlansRead(BaseModel):
    """The latest plan of this year, of each person."""

    model_config = ConfigDict(json_schema_extra={"examples": [_PLANS]})

    year: int
    by_state: dict[PlanState, int]
    without_plan: int


class UnitSummaryRead(BaseModel):
    """Everybody in service in a unit and all units below it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "unit_id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a45",
                    "people": 42,
                    "predicates": _PREDICATES,
                    "plans": _PLANS,
                }
            ]
        }
    )

    unit_id: UUID
    people: int
    predicates: PredicatesRead
    plans: PlansRead
