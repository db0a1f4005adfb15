"""What is known of a person when the rules are asked, and what they answer."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from promotion.eligibilities.rules.reasons import RuleReason


class Sanction(BaseModel):
    """A disciplinary sanction; without `until` it runs on."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    level: Literal["light", "moderate", "severe"]
    until: date | None = None

    def runs_on(self, day: date) -> bool:
        """Whether it has not ended before `day`."""
        return self.until is None or self.until >= day


class CareerFacts(BaseModel):
    """The inputs of the rules, kept with the result so that it can be followed later.

    `predicates` maps a year to its predicate. What the registry does not know is None.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    employment_type: str
    status: str
    appointed_on: date | None = None
    post_kind: str | None = None
    rank: str | None = None
    rank_since: date | None = None
    education_level: str | None = None
    sanctions: tuple[Sanction, ...] = ()
    predicates: dict[int, str] = {}
    superior_rank: str | None = None


class Assessment(BaseModel):
    """The answer of the rules for one person and one effective date; eligible when every reason passed."""

    model_config = ConfigDict(frozen=True)

    effective_on: date
    next_rank: str | None
    reasons: tuple[RuleReason, ...]

    @property
    def is_eligible(self) -> bool:
        """Whether every rule is fulfilled."""
        return all(reason.passed for reason in self.reasons)

    @property
    def failed_rules(self) -> list[str]:
        """Ids of the rules that are not fulfilled, in the order of the rules."""
        return [reason.rule for reason in self.reasons if not reason.passed]

    @property
    def turns_on(self) -> date | None:
        """The day on which time alone makes the person eligible; None when something else is needed."""
        failed = [reason.turns_on for reason in self.reasons if not reason.passed]
        days = [day for day in failed if day is not None]
        return max(days) if days and len(days) == len(failed) else None
