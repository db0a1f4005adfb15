"""Every model of the service, so that migrations see them all."""

from performance.db import Base
from performance.employees.models import Employee
from performance.evaluations.models import Evaluation, EvaluationVersion
from performance.plans.models import Indicator, Plan, PlannedResult

__all__ = ["Base", "Employee", "Evaluation", "EvaluationVersion", "Indicator", "Plan", "PlannedResult"]
