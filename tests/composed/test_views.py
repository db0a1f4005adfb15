"""What the gateway reads of each service fits what the service says that it answers."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from abdi.audit.schemas import LookRead
from abdi.http.abilities import AbilityRead
from gateway.composition.cards import CardView
from gateway.me.views import AbilityView, DelegationView, EligibilityView, RoleView
from gateway.overviews.views import PerformanceSummary, StaffingSection, TrainingSummary, UnitSection
from gateway.profiles.further_views import (
    CandidateView,
    HoursView,
    NeedView,
    RecruitmentSection,
    TrainingSection,
)
from gateway.profiles.views import (
    EmployeeSection,
    EvaluationView,
    PerformanceSection,
    PlanView,
    PromotionSection,
)
from gateway.readers.schemas import ReadView
from performance.evaluations.schemas import EvaluationRead
from performance.personal_summaries.schemas import PersonalPerformanceRead
from performance.plans.schemas import PlanSummary
from performance.summaries.schemas import UnitSummaryRead as PredicatesOfUnit
from personnel.cards.schemas import CardRead
from personnel.delegations.schemas import DelegationRead
from personnel.employees.schemas import EmployeeRead
from personnel.roles.schemas import RoleRead
from personnel.summaries.schemas import UnitSummaryRead as PeopleOfUnit
from personnel.units.schemas import UnitRead
from promotion.eligibilities.schemas import EligibilityRead
from recruitment.personal_summaries.schemas import CandidateSummary, PersonalRecruitmentRead
from training.learning_hours.schemas import HoursSummary
from training.needs.schemas import NeedRead
from training.personal_summaries.schemas import PersonalTrainingRead
from training.unit_summaries.schemas import TrainingSummary as HoursOfUnit

PAIRS: list[tuple[type[BaseModel], type[BaseModel]]] = [
    (EmployeeRead, EmployeeSection),
    (CardRead, CardView),
    (RoleRead, RoleView),
    (DelegationRead, DelegationView),
    (UnitRead, UnitSection),
    (PeopleOfUnit, StaffingSection),
    (PlanSummary, PlanView),
    (EvaluationRead, EvaluationView),
    (PredicatesOfUnit, PerformanceSummary),
    (EligibilityRead, PromotionSection),
    (EligibilityRead, EligibilityView),
    (NeedRead, NeedView),
    (HoursOfUnit, TrainingSummary),
    (HoursSummary, HoursView),
    (CandidateSummary, CandidateView),
    (PersonalPerformanceRead, PerformanceSection),
    (PersonalTrainingRead, TrainingSection),
    (PersonalRecruitmentRead, RecruitmentSection),
    (LookRead, ReadView),
    (AbilityRead, AbilityView),
]


def examples(answer: type[BaseModel]) -> Iterator[dict[str, Any]]:
    found = answer.model_json_schema().get("examples", [])
    assert found, f"{answer.__name__} shows no example"
    yield from found


@pytest.mark.parametrize(("answer", "view"), PAIRS, ids=lambda model: model.__name__)
def test_view_reads_the_answer_as_documented(answer: type[BaseModel], view: type[BaseModel]) -> None:
    for example in examples(answer):
        read = view.model_validate(example)
        kept = read.model_dump(mode="json", exclude_unset=True)
        assert kept, "the view reads nothing of it"
        assert set(kept) <= set(example)


@pytest.mark.parametrize(("answer", "view"), PAIRS, ids=lambda model: model.__name__)
def test_view_asks_for_nothing_that_the_service_may_leave_out(
    answer: type[BaseModel], view: type[BaseModel]
) -> None:
    needed = {name for name, field in view.model_fields.items() if field.is_required()}
    assert needed <= set(answer.model_fields)
