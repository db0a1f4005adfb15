"""Every model of the service, so that migrations see them all."""

from recruitment.applicants.models import Applicant, SignInCode
from recruitment.applications.models import Application
from recruitment.candidates.models import Candidate
from recruitment.db import Base
from recruitment.examinations.models import SkbScore, SkdReuse, SkdSitting
from recruitment.formations.models import Formation, Opening
from recruitment.rankings.models import Ranking, RankingRow
from recruitment.selections.models import (
    RequiredDocument,
    ScheduleChange,
    Selection,
    SelectionFormation,
    SkbTest,
    Stage,
)

__all__ = [
    "Applicant",
    "Application",
    "Base",
    "Candidate",
    "Formation",
    "Opening",
    "Ranking",
    "RankingRow",
    "RequiredDocument",
    "ScheduleChange",
    "Selection",
    "SelectionFormation",
    "SignInCode",
    "SkbScore",
    "SkbTest",
    "SkdReuse",
    "SkdSitting",
    "Stage",
]
