"""How long authority lasts: runs of terms, with the numbers that hold for roles and delegations alike."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from pydantic import BaseModel, ConfigDict

from abdi.i18n import Text
from personnel.identifiers.rules import Check, Rule
from personnel.roles.rules import RoleLimits, Term, Wanted, last_day

TERMS: Final = "authority-terms"
"""The rule set with the numbers."""
_DAY: Final = timedelta(days=1)

AUDITOR_RUN = Rule(
    "role.auditor_run",
    "Abdi",
    Text(
        id="Penugasan auditor yang sambung-menyambung bersama-sama tidak melebihi batas",
        en="An auditor's tasks that follow each other together last no longer than the limit",
    ),
    Text(
        id="Tugaskan orang lain, atau mulai setelah jeda", en="Appoint another person, or begin after a break"
    ),
)


class TermLimits(BaseModel):
    """The numbers of one version of the rule set."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    delegation_months: int
    plh_months: int
    backdated_days: int
    ahead_months: int
    break_days: int


def days_between(earlier: Term, later: Term) -> int:
    """The days after `earlier` and before `later`; none when they touch or overlap."""
    last = earlier.ends_on or date.max
    return max((later.starts_on - last).days - 1, 0)


def run_of(term: Term, others: Iterable[Term], *, break_days: int) -> list[Term]:
    """`term` with what precedes and follows it with fewer than `break_days` days between, in order."""
    line = sorted((other for other in others if not other.is_empty), key=lambda other: other.starts_on)
    run = [term]
    for before in reversed([other for other in line if other.starts_on < term.starts_on]):
        if days_between(before, run[0]) >= break_days:
            break
        run.insert(0, before)
    for after in [other for other in line if other.starts_on >= term.starts_on]:
        if days_between(run[-1], after) >= break_days:
            break
        run.append(after)
    return run


def latest_end(run: Sequence[Term], months: int) -> date:
    """The last day on which `run` may end so that its terms together last `months`; breaks do not count."""
    free = sum(days_between(earlier, later) for earlier, later in pairwise(run))
    return last_day(run[0].starts_on, months) + free * _DAY


def check_auditor_run(
    wanted: Wanted, others: Iterable[Wanted], *, limits: RoleLimits, terms: TermLimits
) -> list[Check]:
    """Whether an auditor's task, with those of the same person in the agency around it, keeps the limit.

    Two tasks with fewer than `break_days` days between are one run; `others` are the holder's. Source: Abdi.
    """
    if wanted.role != "auditor" or wanted.term.is_empty or wanted.term.ends_on is None:
        return []
    same = [other.term for other in others if other.seat == wanted.seat]
    run = run_of(wanted.term, same, break_days=terms.break_days)
    latest, last = latest_end(run, limits.auditor_months), run[-1].ends_on
    return [
        AUDITOR_RUN.outcome(
            # One task alone is judged by its own length.
            passed=len(run) == 1 or (last is not None and last <= latest),
            required={"ends_on": f"<= {latest}", "or_break_days": terms.break_days},
            found={"tasks": len(run), "starts_on": str(run[0].starts_on), "ends_on": str(last)},
        )
    ]
