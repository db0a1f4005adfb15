"""How a rule of this service answers: a reason, and whether failing it stops the step or only warns."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from abdi.i18n import Text
from abdi.reasons import Reason

Sex = Literal["male", "female"]
Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Check:
    """One rule, its outcome, and what a failure means."""

    reason: Reason
    severity: Severity = "error"


@dataclass(frozen=True)
class Rule:
    """What every outcome of one rule shares."""

    name: str
    article: str
    message: Text
    remedy: Text
    severity: Severity = "error"

    def outcome(self, *, passed: bool, required: Any, found: Any) -> Check:
        """This rule's outcome; the remedy is only named when it failed."""
        reason = Reason(
            rule=self.name,
            article=self.article,
            passed=passed,
            required=required,
            found=found,
            message=self.message,
            remedy=None if passed else self.remedy,
            turns_on=None,
        )
        return Check(reason, self.severity)


def errors_of(checks: Iterable[Check]) -> list[Reason]:
    """The failed reasons that stop a step."""
    return [check.reason for check in checks if not check.reason.passed and check.severity == "error"]


def warnings_of(checks: Iterable[Check]) -> list[Reason]:
    """The failed reasons that only warn."""
    return [check.reason for check in checks if not check.reason.passed and check.severity == "warning"]


class IdentifierInvalid(ValueError):  # noqa: N818 - errors are named by the fact
    """A number that cannot be a NIP or NIK; `reasons` say why."""

    def __init__(self, reasons: list[Reason]) -> None:
        super().__init__(", ".join(reason.rule for reason in reasons))
        self.reasons = reasons
