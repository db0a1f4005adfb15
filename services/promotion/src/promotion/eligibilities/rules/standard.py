"""The regular promotion's numbers and tables, typed, as a versioned rule set holds them."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from abdi.i18n import Text

REGULAR_PROMOTION = "regular-promotion"
PROMOTION_PERIODS = "promotion-periods"

RuleId = Literal[
    "employment",
    "status",
    "discipline",
    "post",
    "next_rank",
    "time_in_rank",
    "predicate",
    "education_ceiling",
    "service_exam",
    "superior_rank",
]


class _Fixed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rank(_Fixed):
    """One rank: BKN's code and the name everybody uses, "III/a"."""

    code: int
    rank: str


class Exam(_Fixed):
    """A service exam (ujian dinas) that stands between two ranks, and the diplomas that stand in for it."""

    code: str
    from_rank: str
    to_rank: str
    exempt_levels: frozenset[str]


class DayOfYear(_Fixed):
    """A day of every year."""

    month: int
    day: int


class RegularPromotion(_Fixed):
    """One version of the rules of regular promotion (kenaikan pangkat reguler)."""

    employment_types: frozenset[str]
    statuses: frozenset[str]
    post_kinds: frozenset[str]
    years_in_rank: int
    predicate_years: int
    minimum_predicate: str
    predicates: tuple[str, ...]
    evaluation_due: DayOfYear
    blocking_sanctions: frozenset[str]
    is_capped_by_superior: bool
    articles: dict[RuleId, str]
    exact_articles: frozenset[RuleId] = frozenset()
    """Rules whose article names the pasal; of the others only the regulation was found."""
    caveats: dict[RuleId, Text] = {}
    """What is not verified behind a rule, in words for the reader; `unverified` of the file says it all."""
    education_ceilings: dict[str, str]
    exams: tuple[Exam, ...]
    ranks: tuple[Rank, ...]

    @model_validator(mode="after")
    def _names_only_known_ranks(self) -> "RegularPromotion":
        known = set(self.ladder)
        named = {*self.education_ceilings.values(), *(exam.to_rank for exam in self.exams)}
        named |= {exam.from_rank for exam in self.exams}
        if not named <= known or self.minimum_predicate not in self.predicates:
            raise ValueError(f"unknown ranks or predicates in the rule set: {sorted(named - known)}")
        return self

    @property
    def ladder(self) -> tuple[str, ...]:
        """All ranks in ascending order."""
        return tuple(step.rank for step in self.ranks)


class PeriodRule(_Fixed):
    """The months on whose first day promotions may take effect while this rule is in force."""

    valid_from: date
    valid_to: date | None = None
    months: frozenset[int]

    def covers(self, day: date) -> bool:
        """Whether the rule is in force on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
