"""Steps in the wrong order, in every machine of states: refused with the state and what it allows."""

from collections.abc import Mapping
from typing import Any

import pytest
from fastapi import FastAPI
from services.recruitment.tests.bad_input.asking import asks_of
from services.recruitment.tests.bad_input.test_guessing import contents
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient
from abdi.testing.problems import assert_problem
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

Steps = Mapping[Any, frozenset[str]]
OF_OBJECTIONS: Steps = {"lodged": frozenset({"answer"})} | dict.fromkeys(
    ("accepted", "rejected"), frozenset()
)
OF_QUESTIONS: Steps = {
    "asked": frozenset({"answer", "declining"}),
    "answered": frozenset({"answer"}),
    "declined": frozenset(),
}
OF_PROPOSALS: Steps = {"proposed": frozenset({"approval", "refusal"})} | dict.fromkeys(
    ("approved", "refused"), frozenset()
)
MACHINES = {
    "formation": (
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
    "selection": (
        Selection,
        OF_SELECTIONS,
        {
            "change": "change_selection",
            "announcement": "announce_selection",
            "reschedule": "reschedule_selection",
            "completion": "complete_selection",
            "cancellation": "cancel_selection",
        },
    ),
    "application": (
        Application,
        OF_APPLICATIONS,
        {
            "change": "change_application",
            "submission": "submit_application",
            "cancellation": "cancel_application",
        },
    ),
    "case": (
        VerificationCase,
        OF_CASES,
        {"claim": "claim_case", "verdict": "judge_case", "reopening": "reopen_case"},
    ),
    "objection": (Objection, OF_OBJECTIONS, {"answer": "answer_objection"}),
    "ranking": (
        Ranking,
        OF_RANKINGS,
        {"publication": "publish_ranking", "discard": "discard_ranking"},
    ),
    "appointment": (
        Appointment,
        OF_APPOINTMENTS,
        {"filing": "file_appointment", "resignation": "resign_appointment"},
    ),
    "question": (Question, OF_QUESTIONS, {"answer": "answer_question", "declining": "decline_question"}),
    "proposal": (
        RuleSetProposal,
        OF_PROPOSALS,
        {"approval": "approve_rule_set", "refusal": "refuse_rule_set"},
    ),
    "report": (
        IntegrityReport,
        OF_REPORTS,
        {
            "examination": "examine_integrity_report",
            "answer": "answer_integrity_report",
            "message": "write_to_integrity_reporter",
        },
    ),
}


@pytest.mark.parametrize("machine", MACHINES)
async def test_a_step_out_of_order_is_refused_with_the_state_and_what_it_allows(
    app: FastAPI,
    objects: Mapping[str, str],
    by_role: Mapping[str, ServiceClient],
    *,
    unit: Unit,
    session: AsyncSession,
    machine: str,
) -> None:
    table, steps, operations = MACHINES[machine]
    asks = {ask.operation: ask for ask in asks_of(app, objects)}
    for state, allowed in steps.items():
        async with unit() as writing:
            await writing.execute(update(table).values(state=str(state)))
        before = await contents(session)
        for step, operation in operations.items():
            if step in allowed:
                continue
            ask = asks[operation]
            client = next(by_role[role] for role in by_role if role in ask.roles)
            problem = assert_problem(await ask.of(client), 409)
            assert problem["current_state"] == str(state), (operation, problem)
            assert problem["allowed"] == sorted(allowed), (operation, problem)
        assert await contents(session) == before, f"{machine} {state}: something was done"
