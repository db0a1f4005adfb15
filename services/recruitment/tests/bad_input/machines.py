"""The machines of states of the service: what each state allows, and the route of each step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from services.recruitment.tests.authority.grounds import NOW
from services.recruitment.tests.bad_input.conftest import PLACE

from recruitment.applications.models import Application
from recruitment.applications.rules import STEPS as OF_APPLICATIONS
from recruitment.appointments.models import Appointment
from recruitment.appointments.rules import STEPS as OF_APPOINTMENTS
from recruitment.formations.models import Formation
from recruitment.formations.rules import STEPS as OF_FORMATIONS
from recruitment.integrity_reports.models import IntegrityReport
from recruitment.integrity_reports.rules import STEPS as OF_REPORTS
from recruitment.objections.models import Objection
from recruitment.questions.models import Question
from recruitment.rankings.models import Ranking
from recruitment.rankings.states import STEPS as OF_RANKINGS
from recruitment.rule_sets.models import RuleSetProposal
from recruitment.selections.models import Selection
from recruitment.selections.states import STEPS as OF_SELECTIONS
from recruitment.verifications.judging import STEPS as OF_CASES
from recruitment.verifications.models import VerificationCase

NOTHING: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True)
class Machine:
    """Rows of `table` with a state; `steps` by state, `operations` by step.

    `left_out` are steps that no route of a single object takes. `facts` are columns that go with a state.
    """

    table: Any
    steps: Mapping[Any, frozenset[str]]
    operations: Mapping[str, str]
    facts: Callable[[str], Mapping[str, Any]] = lambda _: {}
    left_out: frozenset[str] = field(default=NOTHING)


def _of_selection(state: str) -> Mapping[str, Any]:
    return {
        "announced_at": None if state == "draft" else NOW,
        "ended_at": NOW if state in {"completed", "cancelled"} else None,
    }


def _of_application(state: str) -> Mapping[str, Any]:
    return {"submitted_at": None if state == "draft" else NOW}


def _of_case(state: str) -> Mapping[str, Any]:
    is_decided = state == "decided"
    return {"outcome": "eligible" if is_decided else None, "decided_at": NOW if is_decided else None}


def _of_objection(state: str) -> Mapping[str, Any]:
    return {"answered_at": None if state == "lodged" else NOW}


def _of_proposal(state: str) -> Mapping[str, Any]:
    return {"decided_by": None if state == "proposed" else "somebody else"}


def _of_report(state: str) -> Mapping[str, Any]:
    return {"finding": "unfounded" if state == "answered" else None}


def _of_appointment(state: str) -> Mapping[str, Any]:
    return {"candidate_id": PLACE.id if state == "appointed" else None}


MACHINES: Final[Mapping[str, Machine]] = {
    "formation": Machine(
        Formation,
        OF_FORMATIONS,
        {
            "correction": "correct_formation",
            "proposal": "propose_formation",
            "approval": "approve_formation",
            "return": "return_formation",
            "withdrawal": "withdraw_formation",
        },
    ),
    "selection": Machine(
        Selection,
        OF_SELECTIONS,
        {
            "change": "change_selection",
            "announcement": "announce_selection",
            "reschedule": "reschedule_selection",
            "completion": "complete_selection",
            "cancellation": "cancel_selection",
        },
        _of_selection,
    ),
    "application": Machine(
        Application,
        OF_APPLICATIONS,
        {
            "change": "change_application",
            "submission": "submit_application",
            "cancellation": "cancel_application",
        },
        _of_application,
    ),
    "case": Machine(
        VerificationCase,
        OF_CASES,
        {"claim": "claim_case", "verdict": "judge_case", "reopening": "reopen_case"},
        _of_case,
    ),
    "objection": Machine(
        Objection,
        {"lodged": frozenset({"answer"}), "accepted": NOTHING, "rejected": NOTHING},
        {"answer": "answer_objection"},
        _of_objection,
    ),
    "ranking": Machine(
        Ranking, OF_RANKINGS, {"publication": "publish_ranking", "discard": "discard_ranking"}
    ),
    "appointment": Machine(
        Appointment,
        OF_APPOINTMENTS,
        {"filing": "file_particulars", "resignation": "resign_appointment"},
        _of_appointment,
        left_out=frozenset({"lapse", "nip", "nip_proposal"}),
    ),
    "question": Machine(
        Question,
        {
            "asked": frozenset({"answer", "declining"}),
            "answered": frozenset({"answer"}),
            "declined": NOTHING,
        },
        {"answer": "answer_question", "declining": "decline_question"},
    ),
    "proposal": Machine(
        RuleSetProposal,
        {"proposed": frozenset({"approval", "refusal"}), "approved": NOTHING, "refused": NOTHING},
        {"approval": "approve_rule_set", "refusal": "refuse_rule_set"},
        _of_proposal,
    ),
    "report": Machine(
        IntegrityReport,
        OF_REPORTS,
        {
            "examination": "examine_integrity_report",
            "answer": "answer_integrity_report",
            "message": "ask_about_integrity_report",
        },
        _of_report,
    ),
}
