"""Who may do what with everything in recruitment: one text, inside a fence around every person's rows."""

from typing import ClassVar

from fastapi import FastAPI
from services.recruitment.tests.authority import grounds, others, outcomes
from services.recruitment.tests.authority.open_tables import UNFENCED

from abdi.db.tables import kit_metadata
from abdi.testing.access_targets import addresses_of
from abdi.testing.policy_suite import Objects, Place, PolicySuite
from abdi.testing.policy_world import AGENCIES, UNHEARD_OF
from abdi.testing.service import ServiceUnderTest
from recruitment import policy
from recruitment.applications.models import Application
from recruitment.appointments.models import Appointment
from recruitment.appointments.permissions import APPOINTMENT_COLUMNS
from recruitment.candidates.models import Candidate
from recruitment.examinations.models import SkbScore, SkdSitting
from recruitment.formations.models import Formation
from recruitment.integrity_reports.models import IntegrityReport
from recruitment.integrity_reports.permissions import INTEGRITY_COLUMNS
from recruitment.objections.models import Objection
from recruitment.posts.models import Post
from recruitment.posts.queries import POST_COLUMNS
from recruitment.questions.models import Question
from recruitment.rankings.models import Ranking, RankingRow
from recruitment.result_packages.permissions import MAKE_PACKAGE, PROVE_ROW
from recruitment.retention.permissions import ERASE_APPLICANTS, READ_RETENTION
from recruitment.rule_sets.models import RuleSetProposal
from recruitment.selections.models import Selection
from recruitment.sessions.models import ExamSession, Seat
from recruitment.verifications.models import VerificationCase
from recruitment.verifications.permissions import CASES, OBJECTIONS


class TestPolicy(PolicySuite):
    objects = (
        Objects(
            Candidate,
            policy.COLUMNS,
            permissions=(policy.READ_CANDIDATE, policy.RECORD_CANDIDATE),
            rows=others.a_candidate,
        ),
        Objects(
            Formation,
            policy.FORMATION_COLUMNS,
            permissions=(
                policy.READ_FORMATION,
                policy.PROPOSE_FORMATION,
                policy.REVIEW_FORMATION,
                policy.IMPORT_FORMATIONS,
                policy.EXPORT_FORMATIONS,
            ),
            rows=grounds.a_formation,
        ),
        Objects(
            Post,
            POST_COLUMNS,
            permissions=(policy.READ_FORMATION, policy.PROPOSE_FORMATION),
            rows=others.a_post,
        ),
        Objects(
            Selection,
            policy.SELECTION_COLUMNS,
            permissions=(
                policy.READ_SELECTION,
                policy.PREPARE_SELECTION,
                policy.ANNOUNCE_SELECTION,
                policy.READ_CHART,
                policy.PUBLISH_CHART,
                policy.PREPARE_VERIFICATION,
                policy.ANNOUNCE_VERIFICATION,
                READ_RETENTION,
                ERASE_APPLICANTS,
            ),
            rows=grounds.a_selection,
        ),
        Objects(
            RuleSetProposal,
            policy.PROPOSAL_COLUMNS,
            permissions=(policy.READ_RULE_SET, policy.PROPOSE_RULE_SET, policy.APPROVE_RULE_SET),
            rows=others.a_proposal,
        ),
        Objects(
            Question,
            policy.QUESTION_COLUMNS,
            permissions=(policy.READ_QUESTION, policy.ASK_QUESTION, policy.ANSWER_QUESTION),
            rows=others.a_question,
        ),
        Objects(
            Application,
            policy.APPLICATIONS,
            permissions=(
                policy.OWN_ACCOUNT,
                policy.READ_APPLICATION,
                policy.SUBMIT_APPLICATION,
                policy.CONFIRM_REUSE,
                PROVE_ROW,
            ),
            rows=grounds.an_application,
        ),
        Objects(
            ExamSession,
            policy.SESSIONS,
            permissions=(policy.READ_SESSION, policy.PREPARE_SESSION),
            rows=outcomes.a_session,
        ),
        Objects(
            Seat,
            policy.SEATS,
            permissions=(policy.READ_SESSION, policy.PREPARE_SESSION, policy.RECORD_ATTENDANCE),
            rows=outcomes.a_seat,
        ),
        Objects(
            SkdSitting,
            policy.SITTINGS,
            permissions=(policy.READ_SCORE, policy.RECORD_SCORE),
            rows=outcomes.a_score,
        ),
        Objects(SkbScore, policy.SKB_SCORES, permissions=(policy.READ_SCORE,), rows=outcomes.a_score),
        Objects(
            Ranking,
            policy.RANKINGS,
            permissions=(policy.COMPUTE_RANKING, policy.PUBLISH_RANKING, policy.READ_RANKING, MAKE_PACKAGE),
            rows=grounds.a_selection,
        ),
        Objects(
            RankingRow,
            policy.OUTCOMES,
            permissions=(policy.READ_OUTCOME, policy.READ_RANKING),
            rows=outcomes.an_outcome,
        ),
        Objects(
            VerificationCase,
            CASES,
            permissions=(policy.READ_VERIFICATION, policy.VERIFY, policy.REOPEN_VERIFICATION),
            rows=outcomes.a_case,
        ),
        Objects(
            Objection,
            OBJECTIONS,
            permissions=(policy.READ_OBJECTION, policy.LODGE_OBJECTION, policy.ANSWER_OBJECTION),
            rows=outcomes.an_objection,
        ),
        Objects(
            Appointment,
            APPOINTMENT_COLUMNS,
            permissions=(
                policy.READ_APPOINTMENT,
                policy.CONDUCT_APPOINTMENT,
                policy.FILE_APPOINTMENT,
                policy.RESIGN_APPOINTMENT,
            ),
            rows=outcomes.an_appointment,
        ),
        Objects(
            IntegrityReport,
            INTEGRITY_COLUMNS,
            permissions=(policy.READ_INTEGRITY_REPORT, policy.EXAMINE_INTEGRITY_REPORT),
            rows=others.a_report,
        ),
    )
    unfenced = frozenset(UNFENCED)
    personal = frozenset({"applicant", "sign_in_code"})
    number_of_worlds: ClassVar[int] = 40

    def test_every_permission_of_a_route_is_decided_here(self, app: FastAPI) -> None:
        asked = {address.permission.name for address in addresses_of(app).values()}
        kits = {"abilities.read", "recruitment.reads.read"}
        decided = {permission.name for one in self.objects for permission in one.permissions}
        assert decided == asked - kits

    def test_every_fenced_table_has_a_row_in_every_world(self, service: ServiceUnderTest) -> None:
        place = Place(1, UNHEARD_OF, AGENCIES[0], UNHEARD_OF, UNHEARD_OF)
        shown = {model.__table__.name for one in self.objects for model in one.rows(place)}
        fenced = set(service.base.metadata.tables) - set(kit_metadata.tables) - self.unfenced
        assert fenced <= shown
