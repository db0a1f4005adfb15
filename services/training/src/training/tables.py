"""Every model of the service, so that migrations see them all."""

from training.courses.models import Course
from training.db import Base
from training.employees.models import Employee
from training.evaluations.models import Evaluation
from training.needs.models import Need
from training.programmes.models import Programme

__all__ = ["Base", "Course", "Employee", "Evaluation", "Need", "Programme"]
