"""Kinds of jobs, and how one says that it cannot be done."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Self

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.i18n import Text
from abdi.jobs.records import Job
from abdi.jobs.running import JobRun
from abdi.policy import Permission
from abdi.problems import Problem
from abdi.reasons import Reason

Run = Callable[[JobRun], Awaitable[None]]
Left = Callable[[AsyncSession, Job, Text | None], Awaitable[None]]


@dataclass(frozen=True)
class JobKind:
    """One kind of long work.

    `run` does the work and settles the job (`JobRun.settle`) in the transaction of its last effect. It may
    begin anew at any time, after a crash or on another process, and then goes on from the job's progress.
    It runs for somebody who still has `permission`. `left` puts right what waits for the job when it ends
    without having been done (failed, cancelled, refused), in the transaction of that end; it gets what the
    asker is told of a failure.
    """

    name: str
    run: Run
    permission: Permission
    left: Left | None = None


class JobFailed(Exception):  # noqa: N818 - errors are named by the fact
    """The job cannot be done as it was asked for; told to the asker, not tried again.

    `reasons` name the rules that forbid it.
    """

    def __init__(self, code: str, message: Text, reasons: Sequence[Reason] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.reasons = tuple(reasons)

    @classmethod
    def because_of(cls, problem: Problem) -> Self:
        """What a request would have been refused with: the same code, the same reasons."""
        message = problem.detail if isinstance(problem.detail, Text) else problem.title
        return cls(problem.code, message, problem.extra.get("reasons", ()))
