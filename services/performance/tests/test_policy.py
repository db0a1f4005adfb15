"""Who may see, rate, plan and agree."""

from datetime import UTC, date, datetime
from typing import Any, ClassVar
from uuid import UUID

from abdi.testing.policy_suite import Objects, Place, PolicySuite, Rows
from performance.employees.models import Employee
from performance.evaluations.models import Evaluation, EvaluationVersion
from performance.plans.models import Indicator, Plan, PlannedResult
from performance.policy import (
    AGREE_PLAN,
    COMPLETE_EVALUATION,
    EMPLOYEES,
    EVALUATIONS,
    PLANS,
    READ_EVALUATION,
    READ_PLAN,
    WRITE_PLAN,
)

RATINGS = {
    "work_result": "above",
    "behaviour": "above",
    "predicate": "very_good",
    "rule_set": "2022",
}


def whose(place: Place) -> dict[str, Any]:
    return {"employee_id": place.employee_id, "agency": place.agency}


def an_employee(place: Place) -> Rows:
    facts = {"nip": str(place.number), "name": "Siti", "employment_type": "PNS", "status": "active"}
    return {Employee: {**whose(place), **facts, "appointed_on": date(2015, 3, 1)}}


def an_evaluation(place: Place) -> Rows:
    said = {"recorded_at": datetime(2026, 1, 20, tzinfo=UTC), "recorded_by": "somebody"}
    return {
        Evaluation: {
            "id": place.id,
            "version": 1,
            "year": 2025,
            "completed_on": date(2026, 1, 20),
            "corrections": 0,
            **whose(place),
            **RATINGS,
        },
        EvaluationVersion: {"evaluation_id": place.id, "number": 1, **RATINGS, **said},
    }


def a_plan(place: Place) -> Rows:
    result = UUID(int=0x2000 + place.number)
    return {
        Plan: {
            "id": place.id,
            "version": 1,
            "starts_on": date(2026, 1, 1),
            "ends_on": date(2026, 12, 31),
            "approach": "quantitative",
            "state": "proposed",
            **whose(place),
        },
        PlannedResult: {"id": result, "plan_id": place.id, "number": 1, "kind": "main", "title": "Surat"},
        Indicator: {
            "id": UUID(int=0x3000 + place.number),
            "result_id": result,
            "number": 1,
            "statement": "Jumlah",
            "target": "10",
        },
    }


class TestPolicy(PolicySuite):
    objects: ClassVar = (
        Objects(Employee, EMPLOYEES, permissions=(COMPLETE_EVALUATION, WRITE_PLAN), rows=an_employee),
        Objects(
            Evaluation, EVALUATIONS, permissions=(READ_EVALUATION, COMPLETE_EVALUATION), rows=an_evaluation
        ),
        Objects(Plan, PLANS, permissions=(READ_PLAN, WRITE_PLAN, AGREE_PLAN), rows=a_plan),
    )
