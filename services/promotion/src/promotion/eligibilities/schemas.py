"""What goes out over HTTP."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from abdi.examples import example
from abdi.i18n import LocaleCode
from promotion.eligibilities.models import Eligibility
from promotion.eligibilities.rules.reasons import RuleReason
from promotion.eligibilities.rules.standard import RuleId

REASON: Final[dict[str, Any]] = {
    "rule": "time_in_rank",
    "article": "PP 99/2000",
    "article_is_exact": False,
    "applies": True,
    "passed": False,
    "unverified": False,
    "caveat": None,
    "required": {"years": 4, "on": "2026-04-01"},
    "found": {"since": "2023-04-01", "years": 3, "months": 0},
    "message": "Paling sedikit 4 tahun dalam pangkat terakhir pada 1 April 2026; sejak 1 April 2023, "
    "yaitu 3 tahun.",
    "remedy": "Terpenuhi mulai 1 April 2027, untuk periode kenaikan pangkat pertama sejak hari itu.",
    "turns_on": "2027-04-01",
}


SUMMARY: Final[dict[str, Any]] = {
    "employee_id": "0192f4c3-5a7e-7bbb-8000-1234567890a1",
    "agency": "5671",
    "is_eligible": False,
    "next_rank": "III/b",
    "effective_on": "2026-04-01",
    "turns_on": "2027-04-01",
    "failed_rules": ["time_in_rank"],
    "assessed_on": "2026-03-02",
    "updated_at": "2026-03-02T02:00:00Z",
}


@dataclass(frozen=True)
class EligibilityFilter:
    """What the list can be narrowed to; `failed_rule` leaves the people whom this rule holds back."""

    agency: Annotated[str | None, Field(max_length=10, description="BKN code of the agency")] = None
    eligible: Annotated[
        bool | None, Field(description="true: only who may rise in the next period; false: only who may not")
    ] = None
    failed_rule: Annotated[RuleId | None, Field(description="only whom this rule holds back")] = None


class ReasonRead(BaseModel):
    """The outcome of one rule, explained in the language of the request."""

    model_config = ConfigDict(json_schema_extra=example(REASON))

    rule: str
    article: str
    article_is_exact: bool = Field(description="whether `article` names the pasal, not only the regulation")
    applies: bool = Field(description="false for a rule that is not for this person; it holds nobody back")
    passed: bool
    unverified: bool = Field(description="something behind the outcome was not verified; `caveat` says what")
    caveat: str | None
    required: JsonValue
    found: JsonValue
    message: str
    remedy: str | None = Field(description="what would change the outcome")
    turns_on: date | None = Field(description="the day from which time alone fulfils the rule")

    @classmethod
    def of(cls, stored: dict[str, Any], locale: LocaleCode) -> "ReasonRead":
        """The stored reason with its texts in `locale`."""
        reason = RuleReason.model_validate(stored)
        return cls(
            **reason.model_dump(exclude={"message", "remedy", "caveat"}),
            unverified=reason.caveat is not None,
            caveat=reason.caveat.pick(locale) if reason.caveat else None,
            message=reason.message.pick(locale),
            remedy=reason.remedy.pick(locale) if reason.remedy else None,
        )


class EligibilitySummary(BaseModel):
    """One row of the list."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra=example(SUMMARY))

    employee_id: UUID
    agency: str
    is_eligible: bool
    next_rank: str | None = Field(description="null as well when regular promotion is not for the person")
    effective_on: date = Field(description="the next period of promotions; the rules were asked for this day")
    turns_on: date | None = Field(description="the first period that time alone suffices for")
    failed_rules: list[str]
    assessed_on: date
    updated_at: datetime


class EligibilityRead(EligibilitySummary):
    """The whole answer: every rule with its reason, the inputs, and the versions of the rule sets."""

    model_config = ConfigDict(
        json_schema_extra=example(
            SUMMARY,
            reasons=[REASON],
            inputs={
                "employment_type": "PNS",
                "status": "active",
                "appointed_on": "2015-05-01",
                "post_kind": "pelaksana",
                "rank": "III/a",
                "rank_since": "2023-04-01",
                "education_level": "S1",
                "sanctions": [],
                "predicates": {"2024": "good", "2025": "good"},
            },
            rule_sets={"regular-promotion": "2025", "promotion-periods": "2025"},
        )
    )

    reasons: list[ReasonRead]
    inputs: dict[str, JsonValue]
    rule_sets: dict[str, str]

    @classmethod
    def of(cls, eligibility: Eligibility, locale: LocaleCode) -> "EligibilityRead":
        """The answer with its texts in `locale`."""
        summary = EligibilitySummary.model_validate(eligibility).model_dump()
        return cls(
            **summary,
            reasons=[ReasonRead.of(reason, locale) for reason in eligibility.reasons],
            inputs=eligibility.inputs,
            rule_sets=eligibility.rule_sets,
        )
