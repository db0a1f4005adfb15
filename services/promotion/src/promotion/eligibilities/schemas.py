"""What goes out over HTTP."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from abdi.i18n import LocaleCode
from promotion.eligibilities.models import Eligibility
from promotion.eligibilities.rules.reasons import RuleReason
from promotion.eligibilities.rules.standard import RuleId


@dataclass(frozen=True)
class EligibilityFilter:
    """What the list can be narrowed to; `failed_rule` leaves the people whom this rule holds back."""

    agency: Annotated[str, Field(max_length=10)] | None = None
    eligible: bool | None = None
    failed_rule: RuleId | None = None


class ReasonRead(BaseModel):
    """The outcome of one rule, explained in the language of the request."""

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

    model_config = ConfigDict(from_attributes=True)

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
