"""What we read of the services' answers about one employee, and show."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from pydantic import Field, JsonValue

from gateway.composition.cards import CARD, CardView
from gateway.composition.schemas import View, example

EMPLOYEE_ID: Final = "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a40"
EMPLOYEE: Final[dict[str, Any]] = {
    "id": EMPLOYEE_ID,
    "version": 4,
    "agency": "5671",
    "nip": "199008052015052001",
    "nip_display": "19900805 201505 2 001",
    "nik": "************0001",
    "name": "Siti Aminah",
    "front_title": None,
    "back_title": "S.A.P.",
    "birth_date": "1990-08-05",
    "birth_place": "Palembang",
    "sex": "female",
    "employment_type": "PNS",
    "appointed_on": "2015-05-01",
    "status": "active",
    "left_on": None,
    "rank": {"code": "III/b", "since": "2022-10-01"},
    "education": {"level": "S1", "since": "2013-08-20"},
    "position": {
        "position_id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a44",
        "title": "Penelaah Teknis Kebijakan",
        "kind": "pelaksana",
        "level": None,
        "unit_id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a45",
        "unit_name": "Bidang Mutasi",
        "since": "2023-01-02",
    },
    "superior_id": CARD["id"],
    "superior": CARD,
    "masked": [],
}
PLAN: Final[dict[str, Any]] = {
    "id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a47",
    "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
    "approach": "quantitative",
    "state": "agreed",
    "agreed_at": "2026-01-12T03:04:05Z",
}
EVALUATION: Final[dict[str, Any]] = {
    "id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a48",
    "year": 2025,
    "work_result": "as_expected",
    "behaviour": "above",
    "predicate": "good",
    "completed_on": "2026-01-20",
    "corrections": 0,
}
PERFORMANCE: Final[dict[str, Any]] = {"plan": PLAN, "evaluations": [EVALUATION]}
REASON: Final[dict[str, Any]] = {
    "rule": "time_in_rank",
    "article": "PP 99/2000",
    "article_is_exact": False,
    "passed": False,
    "required": {"years": 4, "on": "2026-04-01"},
    "found": {"since": "2022-10-01", "years": 3, "months": 6},
    "message": "Paling sedikit 4 tahun dalam pangkat terakhir pada 1 April 2026; sejak 1 Oktober 2022, "
    "yaitu 3 tahun 6 bulan.",
    "remedy": "Terpenuhi mulai 1 Oktober 2026, untuk periode kenaikan pangkat pertama sejak hari itu.",
    "turns_on": "2026-10-01",
}
PROMOTION: Final[dict[str, Any]] = {
    "is_eligible": False,
    "next_rank": "III/c",
    "effective_on": "2026-04-01",
    "turns_on": "2026-10-01",
    "failed_rules": ["time_in_rank"],
    "assessed_on": "2026-03-02",
    "reasons": [REASON],
}


class PositionView(View):
    """The position held."""

    position_id: UUID
    title: str
    kind: str
    level: str | None = None
    unit_id: UUID | None = None
    unit_name: str | None = None
    since: date


class RankView(View):
    """A rank (golongan) and since when."""

    code: str
    since: date


class EducationView(View):
    """The highest education and since when."""

    level: str
    since: date


class EmployeeSection(View):
    """The employee as the registry knows the person today; what the caller may not see is null."""

    model_config = example(EMPLOYEE)

    id: UUID
    version: int
    agency: str
    name: str
    status: str
    employment_type: str
    nip: str | None = None
    nip_display: str | None = None
    nik: str | None = Field(default=None, description="masked")
    front_title: str | None = None
    back_title: str | None = None
    birth_date: date | None = None
    birth_place: str | None = None
    sex: str | None = None
    appointed_on: date | None = None
    left_on: date | None = None
    rank: RankView | None = None
    education: EducationView | None = None
    position: PositionView | None = None
    superior_id: UUID | None = None
    superior: CardView | None = Field(default=None, description="null: there is none")
    masked: tuple[str, ...] = Field(default=(), description="fields that are null because of who asks")


class PlanView(View):
    """A plan (SKP)."""

    model_config = example(PLAN)

    id: UUID
    starts_on: date
    ends_on: date
    approach: str
    state: str
    agreed_at: datetime | None = None


class EvaluationView(View):
    """A yearly evaluation as it stands now."""

    model_config = example(EVALUATION)

    id: UUID
    year: int
    work_result: str
    behaviour: str
    predicate: str
    completed_on: date
    corrections: int = 0


class PerformanceSection(View):
    """The latest plan (null: there is none) and the last evaluations, the newest first."""

    model_config = example(PERFORMANCE)

    plan: PlanView | None
    evaluations: list[EvaluationView]


class ReasonView(View):
    """The outcome of one rule, told in the language of the request."""

    model_config = example(REASON)

    rule: str
    article: str
    article_is_exact: bool = Field(
        default=False, description="whether `article` names the pasal, not only the regulation"
    )
    applies: bool = True
    passed: bool
    unverified: bool = False
    caveat: str | None = None
    required: JsonValue = None
    found: JsonValue = None
    message: str
    remedy: str | None = None
    turns_on: date | None = None


class PromotionSection(View):
    """Whether the employee may rise in rank, rule by rule."""

    model_config = example(PROMOTION)

    is_eligible: bool
    next_rank: str | None = None
    effective_on: date
    turns_on: date | None = None
    failed_rules: list[str]
    assessed_on: date
    reasons: list[ReasonView]
