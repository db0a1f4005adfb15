"""Who may do what with candidates."""

from typing import Final

from abdi.directory import Columns
from abdi.policy import Permission, everywhere, in_agency, in_unit, own
from recruitment.applications.models import Application
from recruitment.appointments import permissions as appointments
from recruitment.candidates.models import Candidate
from recruitment.charts import permissions as charts
from recruitment.examinations.models import SkbScore, SkdSitting
from recruitment.formations.models import Formation
from recruitment.integrity_reports import permissions as integrity_reports
from recruitment.questions.models import Question
from recruitment.rankings import permissions as rankings
from recruitment.result_packages import permissions as result_packages
from recruitment.retention import permissions as retention
from recruitment.rule_sets.models import RuleSetProposal
from recruitment.selections.models import Selection
from recruitment.sessions.models import ExamSession, Seat
from recruitment.verifications import permissions as verifications

COMPUTE_RANKING: Final = rankings.COMPUTE_RANKING
PUBLISH_RANKING: Final = rankings.PUBLISH_RANKING
READ_RANKING: Final = rankings.READ_RANKING
READ_OUTCOME: Final = rankings.READ_OUTCOME
RANKINGS: Final = rankings.RANKINGS
OUTCOMES: Final = rankings.OUTCOMES
MAKE_PACKAGE: Final = result_packages.MAKE_PACKAGE
PROVE_ROW: Final = result_packages.PROVE_ROW
READ_APPOINTMENT: Final = appointments.READ_APPOINTMENT
CONDUCT_APPOINTMENT: Final = appointments.CONDUCT_APPOINTMENT
FILE_APPOINTMENT: Final = appointments.FILE_APPOINTMENT
RESIGN_APPOINTMENT: Final = appointments.RESIGN_APPOINTMENT
READ_CHART: Final = charts.READ_CHART
PUBLISH_CHART: Final = charts.PUBLISH_CHART
READ_RETENTION: Final = retention.READ_RETENTION
ERASE_APPLICANTS: Final = retention.ERASE_APPLICANTS
READ_INTEGRITY_REPORT: Final = integrity_reports.READ_INTEGRITY_REPORT
EXAMINE_INTEGRITY_REPORT: Final = integrity_reports.EXAMINE_INTEGRITY_REPORT
READ_VERIFICATION: Final = verifications.READ_VERIFICATION
VERIFY: Final = verifications.VERIFY
PREPARE_VERIFICATION: Final = verifications.PREPARE_VERIFICATION
REOPEN_VERIFICATION: Final = verifications.REOPEN_VERIFICATION
ANNOUNCE_VERIFICATION: Final = verifications.ANNOUNCE_VERIFICATION
LODGE_OBJECTION: Final = verifications.LODGE_OBJECTION
READ_OBJECTION: Final = verifications.READ_OBJECTION
ANSWER_OBJECTION: Final = verifications.ANSWER_OBJECTION

# As in the registry: an inspection needs no birth data, and would find there what is masked here otherwise.
FROM_AUDITORS: Final = frozenset({"birth_date", "birth_place", "nik"})

RECORD_CANDIDATE = Permission(
    name="recruitment.candidate.record",
    rules=(in_agency("agency_officer"), in_agency("committee_member"), everywhere("service")),
    not_own=True,
    article="UU 30/2014 art. 42",
)
READ_CANDIDATE = Permission(
    name="recruitment.candidate.read",
    rules=(
        own(),
        in_agency("agency_officer"),
        in_agency("committee_member"),
        in_agency("decision_maker"),
        in_agency("auditor", masked=FROM_AUDITORS),
        in_agency("agency_system"),
        everywhere("service"),
    ),
)

COLUMNS = Columns(Candidate.agency, Candidate.employee_id)
"""Where a candidate says whose it is; the person is known from the registration on."""

_TESTED_BY = (
    in_agency("agency_officer"),
    in_agency("committee_member"),
    in_agency("agency_system"),
    everywhere("service"),
)
_WATCHERS_OF_TESTS = (
    own("applicant"),
    in_agency("agency_officer"),
    in_agency("committee_member"),
    in_agency("decision_maker"),
    in_agency("auditor"),
    in_agency("agency_system"),
    everywhere("service"),
)
_OF_TESTS: Final = "PermenPANRB 6/2024; KepmenPANRB 320/2024"

PREPARE_SESSION = Permission(name="recruitment.session.prepare", rules=_TESTED_BY, article=_OF_TESTS)
"""Numbers for participants, sessions of tests and who sits where."""
READ_SESSION = Permission(
    name="recruitment.session.read",
    rules=_WATCHERS_OF_TESTS,
    implied_by=frozenset({PREPARE_SESSION.name, "recruitment.attendance.record"}),
)
"""Sessions, and the seats of the applicants: everybody sees the own one."""
RECORD_ATTENDANCE = Permission(
    name="recruitment.attendance.record",
    rules=(in_agency("agency_officer"), in_agency("committee_member"), everywhere("service")),
    article=_OF_TESTS,
)
"""Letting participants in at the door, and saying who was absent."""
RECORD_SCORE = Permission(name="recruitment.score.record", rules=_TESTED_BY, article=_OF_TESTS)
"""Taking in and correcting scores."""
READ_SCORE = Permission(
    name="recruitment.score.read", rules=_WATCHERS_OF_TESTS, implied_by=frozenset({RECORD_SCORE.name})
)
CONFIRM_REUSE = Permission(
    name="recruitment.skd_reuse.confirm", rules=(own("applicant"),), article="KepmenPANRB 344/2024"
)
"""Choosing an earlier SKD score instead of a new sitting: the applicant alone."""

PARTICIPANTS = Columns(Application.agency, Application.applicant_id)
SESSIONS = Columns(ExamSession.agency)
SEATS = Columns(Seat.agency, Seat.applicant_id)
SITTINGS = Columns(SkdSitting.agency, SkdSitting.applicant_id)
SKB_SCORES = Columns(SkbScore.agency, SkbScore.applicant_id)

READ_SELECTION = Permission(
    name="recruitment.selection.read",
    rules=(
        in_agency("agency_officer"),
        in_agency("committee_member"),
        in_agency("decision_maker"),
        in_agency("auditor"),
        in_agency("agency_system"),
        everywhere("service"),
    ),
)
PREPARE_SELECTION = Permission(name="recruitment.selection.prepare", rules=(in_agency("agency_officer"),))
ANNOUNCE_SELECTION = Permission(
    name="recruitment.selection.announce",
    rules=(in_agency("agency_officer"), in_agency("decision_maker")),
    article="PermenPANRB 6/2024 art. 22",
)
SELECTION_COLUMNS = Columns(Selection.agency)

READ_RULE_SET = Permission(
    name="recruitment.rule_set.read",
    rules=tuple(
        everywhere(role)
        for role in (
            "agency_officer",
            "committee_member",
            "decision_maker",
            "auditor",
            "agency_system",
            "service",
        )
    ),
)
"""The rules are nobody's secret: they count for every agency."""
PROPOSE_RULE_SET = Permission(
    name="recruitment.rule_set.propose", rules=(in_agency("agency_officer"), in_agency("decision_maker"))
)
APPROVE_RULE_SET = Permission(name="recruitment.rule_set.approve", rules=(in_agency("decision_maker"),))
PROPOSAL_COLUMNS = Columns(RuleSetProposal.agency)

READ_QUESTION = Permission(
    name="recruitment.question.read",
    rules=(
        own("applicant"),
        in_agency("agency_officer"),
        in_agency("committee_member"),
        in_agency("auditor"),
    ),
)
ASK_QUESTION = Permission(name="recruitment.question.ask", rules=(own("applicant"),))
ANSWER_QUESTION = Permission(
    name="recruitment.question.answer", rules=(in_agency("agency_officer"), in_agency("committee_member"))
)
QUESTION_COLUMNS = Columns(Question.agency, Question.applicant_id)

_PROPOSERS = (in_unit(), in_agency("agency_officer"), everywhere("service"))
_OF_FORMATIONS: Final = "PermenPANRB 6/2024"

READ_FORMATION = Permission(
    name="recruitment.formation.read",
    rules=(
        in_unit(),
        in_agency("agency_officer"),
        in_agency("committee_member"),
        in_agency("decision_maker"),
        in_agency("auditor"),
        in_agency("agency_system"),
        everywhere("service"),
    ),
    implied_by=frozenset({"recruitment.formation.propose", "recruitment.formation.review"}),
)
"""Formations, the posts that they ask for, and where people are short."""
PROPOSE_FORMATION = Permission(name="recruitment.formation.propose", rules=_PROPOSERS, article=_OF_FORMATIONS)
REVIEW_FORMATION = Permission(
    name="recruitment.formation.review",
    rules=(in_agency("agency_officer"), in_agency("decision_maker"), everywhere("service")),
    article=_OF_FORMATIONS,
)
"""Returning and approving what somebody else proposed."""
IMPORT_FORMATIONS = Permission(
    name="recruitment.formation.import",
    rules=(in_agency("agency_officer"), in_agency("agency_system"), everywhere("service")),
    article=_OF_FORMATIONS,
)
EXPORT_FORMATIONS = Permission(
    name="recruitment.formation.export",
    rules=(
        in_agency("agency_officer"),
        in_agency("decision_maker"),
        in_agency("auditor"),
        in_agency("agency_system"),
        everywhere("service"),
    ),
)
FORMATION_COLUMNS = Columns(Formation.agency, unit_id=Formation.unit_id)

OWN_ACCOUNT = Permission(name="recruitment.account.own", rules=(own("applicant"),))
"""The own account as an applicant, and what one is told there."""
SUBMIT_APPLICATION = Permission(
    name="recruitment.application.submit", rules=(own("applicant"),), article="PermenPANRB 6/2024"
)
"""Drawing up, submitting and cancelling the own application, with its documents."""
READ_APPLICATION = Permission(
    name="recruitment.application.read",
    rules=(
        own("applicant"),
        in_agency("agency_officer"),
        in_agency("committee_member"),
        in_agency("decision_maker"),
        in_agency("auditor", masked=FROM_AUDITORS),
        in_agency("agency_system"),
        everywhere("service"),
    ),
    implied_by=frozenset({SUBMIT_APPLICATION.name}),
)
APPLICATIONS = Columns(Application.agency, Application.applicant_id)
