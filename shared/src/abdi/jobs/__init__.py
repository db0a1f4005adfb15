"""Long work: leased to one process at a time, with progress and cancel, resumed after a crash."""

from abdi.jobs.kinds import JobFailed, JobKind
from abdi.jobs.records import Job, JobState, ask_for_job, find_job, want_cancel
from abdi.jobs.running import JobCancelled, JobRun, LeaseLost
from abdi.jobs.worker import JobWorker

__all__ = [
    "Job",
    "JobCancelled",
    "JobFailed",
    "JobKind",
    "JobRun",
    "JobState",
    "JobWorker",
    "LeaseLost",
    "ask_for_job",
    "find_job",
    "want_cancel",
]
