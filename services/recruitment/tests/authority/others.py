"""Rows about posts, candidates, questions, rule sets and reports of a suspicion."""

from datetime import date

from services.recruitment.tests.authority.grounds import NOW, PERSON, SECRET, a_selection

from abdi.testing.policy_suite import Place, Rows
from recruitment.candidates.models import Candidate
from recruitment.integrity_reports.models import IntegrityMessage, IntegrityReport
from recruitment.posts.models import Post, Retirement
from recruitment.questions.models import PublishedAnswer, Question
from recruitment.rule_sets.models import RuleSetProposal


def a_candidate(place: Place) -> Rows:
    """Somebody whom the registry has."""
    facts = PERSON | {
        "id": place.id,
        "agency": place.agency,
        "nip": f"{place.number:018d}",
        "nik_sealed": SECRET.encode(),
        "nik_index": place.id.bytes,
        "education_level": "S1",
        "graduated_on": date(2022, 8, 20),
        "employment_type": "CPNS",
        "position_id": place.id,
        "rank": "III/a",
        "effective_on": date(2026, 3, 1),
        "decree_number": "1",
        "decree_on": date(2026, 2, 20),
        "selection_reference": "CPNS 2025",
        "revision": 1,
        "state": "registered",
        "employee_id": place.employee_id,
        "reasons": [],
        "version": 1,
    }
    return {Candidate: facts}


def a_post(place: Place) -> Rows:
    """A post with its holder, and when the holder retires."""
    post = {
        "position_id": place.id,
        "agency": place.agency,
        "unit_id": place.unit_id,
        "title": "Guru Ahli Pertama",
        "kind": "fungsional",
        "level": "PT",
        "is_head": False,
        "holder_id": place.employee_id,
    }
    retirement = {
        "employee_id": place.employee_id,
        "agency": place.agency,
        "retires_on": date(2030, 4, 1),
    }
    return {Post: post, Retirement: retirement}


def a_question(place: Place) -> Rows:
    """A question, and what was published of it."""
    question = {
        "id": place.id,
        "agency": place.agency,
        "selection_id": place.id,
        "applicant_id": place.employee_id,
        "words": SECRET,
        "state": "answered",
        "version": 1,
    }
    answer = {
        "id": place.id,
        "selection_id": place.id,
        "question_id": place.id,
        "question": "Apakah SKL diterima?",
        "answer": "Tidak.",
        "published_at": NOW,
        "version": 1,
    }
    return {**a_selection(place), Question: question, PublishedAnswer: answer}


def a_proposal(place: Place) -> Rows:
    """A proposed rule set."""
    facts = {
        "id": place.id,
        "agency": place.agency,
        "rule_set": "cpns-selection",
        "rule_set_version": f"2{place.number:03}",
        "content": {},
        "checksum": "",
        "reason": "KepmenPANRB",
        "state": "proposed",
        "proposed_by": "somebody",
        "proposed_at": NOW,
        "version": 1,
    }
    return {RuleSetProposal: facts}


def a_report(place: Place) -> Rows:
    """A report by name, with a message."""
    report = {
        "id": place.id,
        "agency": place.agency,
        "selection_id": place.id,
        "kind": "collusion",
        "is_protected": False,
        "account_sealed": SECRET.encode(),
        "reporter_sealed": SECRET.encode(),
        "received_at": NOW,
        "code_digest": place.id.bytes,
        "state": "received",
        "state_since": NOW,
        "version": 1,
    }
    message = {
        "id": place.id,
        "report_id": place.id,
        "author": "reporter",
        "text_sealed": SECRET.encode(),
        "written_at": NOW,
    }
    return {**a_selection(place), IntegrityReport: report, IntegrityMessage: message}
