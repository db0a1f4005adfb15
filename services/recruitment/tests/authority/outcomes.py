"""Rows about what tests, verifiers and rankings found of somebody who applied."""

from decimal import Decimal
from typing import Any

from services.recruitment.tests.authority.grounds import (
    INNER,
    NOW,
    SECRET,
    a_selection,
    an_application,
    application_of,
    ranking_of,
    whose,
)

from abdi.testing.policy_suite import Place, Rows
from recruitment.appointments.models import Appointment
from recruitment.examinations.models import ScoreChange, SkbScore, SkdReuse, SkdSitting
from recruitment.objections.models import Objection, ObjectionAnswer
from recruitment.rankings.models import PublishedRow, RankingRow
from recruitment.result_packages.models import CommitmentSalt
from recruitment.sessions.models import ExamSession, Seat
from recruitment.verifications.models import ConflictOfInterest, Verdict, VerificationCase, VerificationClaim


def a_session(place: Place) -> Rows:
    """A session of SKD."""
    session = {
        "id": place.id,
        "selection_id": place.id,
        "agency": place.agency,
        "test": "skd",
        "place": "Kanreg VII",
        "room": "CAT 1",
        "starts_at": NOW,
        "minutes": 100,
        "capacity": 10,
        "version": 1,
    }
    return {**a_selection(place), ExamSession: session}


def a_seat(place: Place) -> Rows:
    """A seat in that session."""
    seat = whose(place) | {
        "id": place.id,
        "session_id": place.id,
        "selection_id": place.id,
        "test": "skd",
        "number": place.number,
        "has_longer_time": False,
        "minutes": 100,
        "version": 1,
    }
    return {**an_application(place), **a_session(place), Seat: seat}


def a_score(place: Place) -> Rows:
    """Scores of both tests, a change of one, and a sitting that counts again."""
    sitting = whose(place) | {
        "id": place.id,
        "exam_year": 2024,
        "twk": 100,
        "tiu": 120,
        "tkp": 190,
        "standing": "taking_part",
        "version": 1,
    }
    score = whose(place) | {
        "test_id": place.id,
        "score": Decimal("77.777"),
        "standing": "taking_part",
        "version": 1,
    }
    change = whose(place) | {
        "id": place.id,
        "before": {"twk": 99},
        "after": {"twk": 100},
        "reason": "salah salin",
        "recorded_by": "committee",
        "recorded_at": NOW,
    }
    reuse = whose(place) | {"sitting_id": place.id, "confirmed_at": NOW}
    return {
        **an_application(place),
        SkdSitting: sitting,
        SkbScore: score,
        ScoreChange: change,
        SkdReuse: reuse,
    }


def a_case(place: Place) -> Rows:
    """A decided case with a verdict and its inner note, a claim, and a conflict of interest."""
    of_case = {"case_id": place.id, "agency": place.agency, "verifier_id": place.id}
    case = whose(place) | {
        "id": place.id,
        "selection_id": place.id,
        "state": "decided",
        "wanted": 1,
        "round": 1,
        "proposal": "unclear",
        "checks": [],
        "waits_since": NOW,
        "outcome": "eligible",
        "reasons": [],
        "decided_at": NOW,
        "version": 1,
    }
    conflict = whose(place) | {
        "id": place.id,
        "selection_id": place.id,
        "verifier_id": place.id,
        "relation": "kinship",
        "words": INNER,
        "declared_at": NOW,
    }
    claim = of_case | {"claimed_at": NOW, "expires_at": NOW}
    return {
        **an_application(place),
        VerificationCase: case,
        Verdict: of_case | _verdict(place),
        VerificationClaim: claim,
        ConflictOfInterest: conflict,
    }


def _verdict(place: Place) -> dict[str, Any]:
    return {
        "id": place.id,
        "application_id": application_of(place),
        "round": 1,
        "number": 1,
        "outcome": "eligible",
        "requirements": [],
        "note": INNER,
        "is_bulk": False,
        "given_at": NOW,
    }


def an_objection(place: Place) -> Rows:
    """An answered objection with its inner note."""
    objection = whose(place) | {
        "id": place.id,
        "selection_id": place.id,
        "stage": "administrative",
        "state": "rejected",
        "ground": "committee_mistake",
        "words": SECRET,
        "requirements": [],
        "lodged_at": NOW,
        "answer": SECRET,
        "fault": "nobody",
        "needs_correction": False,
        "answered_at": NOW,
        "version": 1,
    }
    answer = {
        "objection_id": place.id,
        "agency": place.agency,
        "answered_by": place.id,
        "note": INNER,
    }
    return {**an_application(place), Objection: objection, ObjectionAnswer: answer}


def an_outcome(place: Place) -> Rows:
    """A row of the final ranking, as it is inside and as it is published, and a salt of its commitments."""
    found = {
        "ranking_id": ranking_of(place),
        "opening_id": place.id,
        "place": 1,
        "code": "P/L",
        "seat_id": place.id,
    }
    salt = whose(place) | {"field": "birth_date", "salt": SECRET.encode()}
    return {
        **an_application(place),
        RankingRow: found | whose(place),
        PublishedRow: found | {"participant_number": f"2430011{place.number:07}"},
        CommitmentSalt: salt,
    }


def an_appointment(place: Place) -> Rows:
    """Somebody with a seat who filed."""
    appointment = whose(place) | {
        "id": place.id,
        "selection_id": place.id,
        "ranking_id": ranking_of(place),
        "seat_id": place.id,
        "place": 1,
        "reasons": [],
        "state": "filed",
        "state_since": NOW,
        "filing_sealed": SECRET.encode(),
        "filed_at": NOW,
        "version": 1,
    }
    return {**an_application(place), Appointment: appointment}
