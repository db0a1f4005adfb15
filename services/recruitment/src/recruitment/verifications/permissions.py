"""Who may do what in the administrative selection and with objections."""

from typing import Final

from abdi.directory import Columns
from abdi.policy import Permission, in_agency, own
from recruitment.objections.models import Objection
from recruitment.verifications.models import VerificationCase

_OF_VERIFICATION: Final = "PermenPANRB 6/2024"
_OF_OBJECTIONS: Final = "PermenPANRB 28/2021 art. 31"
_VERIFIERS: Final = (in_agency("agency_officer"), in_agency("committee_member"))
_DECIDERS: Final = (in_agency("agency_officer"), in_agency("decision_maker"))
_WATCHERS: Final = (*_VERIFIERS, in_agency("decision_maker"), in_agency("auditor"))
# An inspection needs no birth date, which is what the checks of the ages found.
_WATCHERS_OF_CASES: Final = (*_WATCHERS[:-1], in_agency("auditor", masked={"checks"}))

READ_VERIFICATION = Permission(
    name="recruitment.verification.read",
    rules=_WATCHERS_OF_CASES,
    implied_by=frozenset(
        {
            "recruitment.verification.verify",
            "recruitment.verification.prepare",
            "recruitment.verification.reopen",
            "recruitment.verification.announce",
        }
    ),
)
"""Cases with their verdicts; who still judges a case does not see the others' verdicts of it."""
VERIFY = Permission(name="recruitment.verification.verify", rules=_VERIFIERS, article=_OF_VERIFICATION)
"""Taking cases, judging them, and saying that some are not for oneself."""
PREPARE_VERIFICATION = Permission(
    name="recruitment.verification.prepare", rules=(in_agency("agency_officer"),), article=_OF_VERIFICATION
)
"""The pre-check of a selection, and how it is worked through."""
REOPEN_VERIFICATION = Permission(
    name="recruitment.verification.reopen", rules=_DECIDERS, article=_OF_VERIFICATION
)
ANNOUNCE_VERIFICATION = Permission(
    name="recruitment.verification.announce", rules=_DECIDERS, article=_OF_VERIFICATION
)
"""Announcing the administrative result, the first time and after objections."""

LODGE_OBJECTION = Permission(
    name="recruitment.objection.lodge", rules=(own("applicant"),), article=_OF_OBJECTIONS
)
"""Objecting to one's own result, and reading the answer: the applicant alone."""
READ_OBJECTION = Permission(
    name="recruitment.objection.read",
    rules=_WATCHERS,
    implied_by=frozenset({"recruitment.objection.answer"}),
)
ANSWER_OBJECTION = Permission(name="recruitment.objection.answer", rules=_VERIFIERS, article=_OF_OBJECTIONS)

CASES = Columns(VerificationCase.agency)
OBJECTIONS = Columns(Objection.agency, Objection.applicant_id)
