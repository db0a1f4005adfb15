"""Every model of the service, so that migrations see them all."""

from recruitment.applicants.models import Applicant, SignInCode
from recruitment.applications.models import Application
from recruitment.appointments.models import Appointment
from recruitment.candidates.models import Candidate
from recruitment.charts.models import PublishedChart
from recruitment.db import Base
from recruitment.documents.models import ApplicationDocument
from recruitment.examinations.models import ScoreChange, SkbScore, SkdReuse, SkdSitting
from recruitment.formations.models import Formation, Opening
from recruitment.integrity_reports.models import IntegrityMessage, IntegrityReport
from recruitment.objections.models import Objection, ObjectionAnswer
from recruitment.posts.models import Post, Retirement, Unit
from recruitment.questions.models import PublishedAnswer, Question
from recruitment.rankings.models import PublishedRow, Ranking, RankingRow
from recruitment.result_packages.models import (
    CommitmentSalt,
    ResultPackage,
    ResultPackageBlock,
    ResultPackagePart,
)
from recruitment.rule_sets.models import RuleSetProposal
from recruitment.selections.models import (
    RequiredDocument,
    ScheduleChange,
    Selection,
    SelectionFormation,
    SkbTest,
    Stage,
)
from recruitment.sessions.models import ExamSession, Seat
from recruitment.transparency_log.models import LogHead, LogLeaf, LogNode
from recruitment.verifications.models import (
    AdministrativeAnnouncement,
    ConflictOfInterest,
    Verdict,
    VerificationCase,
    VerificationClaim,
    VerificationSetting,
)

__all__ = [
    "AdministrativeAnnouncement",
    "Applicant",
    "Application",
    "ApplicationDocument",
    "Appointment",
    "Base",
    "Candidate",
    "CommitmentSalt",
    "ConflictOfInterest",
    "ExamSession",
    "Formation",
    "IntegrityMessage",
    "IntegrityReport",
    "LogHead",
    "LogLeaf",
    "LogNode",
    "Objection",
    "ObjectionAnswer",
    "Opening",
    "Post",
    "PublishedAnswer",
    "PublishedChart",
    "PublishedRow",
    "Question",
    "Ranking",
    "RankingRow",
    "RequiredDocument",
    "ResultPackage",
    "ResultPackageBlock",
    "ResultPackagePart",
    "Retirement",
    "RuleSetProposal",
    "ScheduleChange",
    "ScoreChange",
    "Seat",
    "Selection",
    "SelectionFormation",
    "SignInCode",
    "SkbScore",
    "SkbTest",
    "SkdReuse",
    "SkdSitting",
    "Stage",
    "Unit",
    "Verdict",
    "VerificationCase",
    "VerificationClaim",
    "VerificationSetting",
]
