"""One object of everything, and somebody who may do anything with it."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import pytest
from fastapi import FastAPI
from services.recruitment.tests.authority import grounds, others, outcomes
from services.recruitment.tests.authority.grounds import SECRET
from sqlalchemy import insert

from abdi.places import folder_of
from abdi.rulesets import read_rule_sets
from abdi.testing.message_fixtures import Unit
from abdi.testing.policy_world import Place
from abdi.testing.principals import ServiceClient, applicant, officer
from recruitment.applicants.models import Applicant
from recruitment.appointments.models import Appointment
from recruitment.appointments.schemas import Filing
from recruitment.candidates.models import Candidate
from recruitment.integrity_reports.models import IntegrityMessage, IntegrityReport
from recruitment.integrity_reports.vault import IntegrityVault, Reporter
from recruitment.objections.models import ObjectionAnswer
from recruitment.rule_sets.models import RuleSetProposal
from recruitment.verifications.models import Verdict

Made = dict[type[Any], dict[str, Any]]
HOME: Final = "5671"
PLACE: Final = Place(
    number=1,
    id=UUID("019a9b2c-0001-7c10-8a11-5d1f0e7b9c01"),
    agency=HOME,
    employee_id=UUID("019a9b2c-0002-7c10-8a11-5d1f0e7b9c02"),
    unit_id=UUID("019a9b2c-0003-7c10-8a11-5d1f0e7b9c03"),
)
CODE: Final = "7KQ2M-7KQ2M-7KQ2M-7KQ2M-7KQ2M-7KQ2M"
INNER: Final = "Catatan-Dalam"
"""What verifiers and those who answer objections write for each other."""
MAKERS: Final = (
    others.a_candidate,
    others.a_post,
    others.a_question,
    others.a_proposal,
    others.a_report,
    outcomes.a_seat,
    outcomes.a_score,
    outcomes.a_case,
    outcomes.an_objection,
    outcomes.an_outcome,
    outcomes.an_appointment,
)
STAFF: Final = frozenset({"agency_officer", "committee_member", "decision_maker", "auditor"})


@pytest.fixture
async def objects(unit: Unit, app: FastAPI) -> Mapping[str, str]:
    """One object of everything in Palembang: the values of the parameters of addresses, by their names."""
    rows: Made = {}
    for make in MAKERS:
        rows |= {table: dict(row) for table, row in make(PLACE).items()}
    vault = app.state.applicant_vault
    account = Applicant(id=PLACE.employee_id)
    vault.seal_person(account, nik="6171056010010001")
    vault.seal_address(account, "siti@contoh.id")
    sealed = ("nik_sealed", "nik_index", "address_sealed", "address_index")
    rows[Applicant] |= {name: getattr(account, name) for name in sealed}
    _seal(rows, app)
    rows[Verdict] |= {"note": INNER}
    rows[ObjectionAnswer] |= {"note": INNER}
    # There is no store of documents here.
    rows[grounds.File] |= {"state": "rejected", "is_stored": False}
    rules = next(one for one in read_rule_sets(folder_of("recruitment", "rulesets")) if one.version == "2024")
    rows[RuleSetProposal] |= {"rule_set_version": "2026", "content": rules.model_dump(mode="json")}
    rows[RuleSetProposal]["content"] |= {"version": "2026"}
    async with unit() as session:
        for table, row in rows.items():
            await session.execute(insert(table.__table__).values(**row))
    return _named()


def _seal(rows: Made, app: FastAPI) -> None:
    """What only the features can write."""
    reports: IntegrityVault = app.state.integrity_vault
    named = reports.reporter.seal(PLACE.id, Reporter(name=SECRET, contact=SECRET).model_dump_json())
    rows[IntegrityReport] |= {"account_sealed": reports.account.seal(PLACE.id, SECRET)}
    rows[IntegrityReport] |= {"reporter_sealed": named, "code_digest": reports.digest(CODE)}
    rows[IntegrityMessage] |= {"text_sealed": reports.message.seal(PLACE.id, SECRET)}
    rows[Candidate] |= {"nik_sealed": app.state.candidate_vault.seal(PLACE.id, "6171056010010001")}
    filing = Filing(marital_status="single", address=SECRET, telephone="0812", is_truthful=True)
    rows[Appointment] |= {"filing_sealed": app.state.appointment_vaults.filings.seal(PLACE.id, filing)}


def _named() -> dict[str, str]:
    own = str(PLACE.id)
    ids = ("candidate", "formation", "selection", "session", "seat", "sitting", "test", "case", "objection")
    more = ("report", "question", "proposal", "appointment", "notice", "import", "export", "file", "step")
    named = {f"{name}_id": own for name in (*ids, *more)}
    return named | {
        "application_id": str(grounds.application_of(PLACE)),
        "ranking_id": str(grounds.ranking_of(PLACE)),
        "employee_id": str(PLACE.employee_id),
        "code": "diploma",
        "name": "funnel",
        "version": "2024",
    }


@pytest.fixture
def by_role(client: ServiceClient) -> Mapping[str, ServiceClient]:
    """Who asks: somebody of the agency with every role there, and the applicant."""
    staff = client.as_(officer(HOME, roles=STAFF))
    return dict.fromkeys(STAFF, staff) | {
        "applicant": client.as_(applicant(PLACE.employee_id)),
        "": client,
    }
