"""Rows on which the others stand: a formation with its opening, a selection, somebody who applies to it.

Whatever tells of a person says SECRET, so that a test can see where it appears; what colleagues wrote for
each other says INNER.
"""

from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from abdi.testing.policy_suite import Place, Rows
from recruitment.applicants.models import Applicant, SignInCode
from recruitment.applications.models import Application
from recruitment.db import Base
from recruitment.documents.models import ApplicationDocument
from recruitment.formations.models import Formation, Opening
from recruitment.rankings.models import Ranking
from recruitment.selections.models import Selection, SelectionFormation, SkbTest

NOW: Final = datetime(2026, 3, 2, tzinfo=UTC)
SECRET: Final = "Rahasia"
INNER: Final = "Rahasia di antara kolega"
PERSON: Final[dict[str, Any]] = {
    "name": SECRET,
    "birth_date": date(1999, 8, 5),
    "birth_place": SECRET,
    "sex": "female",
}
_APPLIED: Final = 1 << 64
_RANKED: Final = 2 << 64


class Notice:
    """The kit's table of notices, as the service has it."""

    __table__ = Base.metadata.tables["notice"]


class File:
    """The kit's table of uploaded documents, as the service has it."""

    __table__ = Base.metadata.tables["stored_file"]


def application_of(place: Place) -> UUID:
    """The id of the application at a place; selection, formation and opening have the place's own."""
    return UUID(int=place.id.int + _APPLIED)


def ranking_of(place: Place) -> UUID:
    """The id of the ranking at a place."""
    return UUID(int=place.id.int + _RANKED)


def whose(place: Place) -> dict[str, Any]:
    """The columns by which a row says about whose application it is."""
    return {
        "application_id": application_of(place),
        "applicant_id": place.employee_id,
        "agency": place.agency,
    }


def a_formation(place: Place) -> Rows:
    """An approved formation with an opening."""
    formation = {
        "id": place.id,
        "agency": place.agency,
        "intake": 2024,
        "unit_id": place.unit_id,
        "position_id": place.id,
        "position_name": "Guru Ahli Pertama",
        "education_level": "S1",
        "education_codes": ["5100001"],
        "placement_code": "SDN-1",
        "placement_name": "SD Negeri 1",
        "state": "approved",
        "state_since": NOW,
        "reasons": [],
        "version": 1,
    }
    opening = {"id": place.id, "formation_id": place.id, "need": "general", "count": 1}
    return {Formation: formation, Opening: opening}


def a_selection(place: Place) -> Rows:
    """An announced selection for that formation, with one test of SKB and a final ranking."""
    selection = {
        "id": place.id,
        "agency": place.agency,
        "agency_kind": "regional",
        "agency_name": "Pemerintah Kota",
        "time_zone": "Asia/Jakarta",
        "intake": 2024,
        "kind": "CPNS",
        "name": "CPNS 2024",
        "state": "announced",
        "verifiers": 1,
        "rule_set": "2024",
        "announcement_number": f"800/{place.number}",
        "announced_at": NOW,
        "schedule_version": 1,
        "version": 1,
    }
    test = {"id": place.id, "selection_id": place.id, "kind": "cat", "weight": 100, "is_knockout": False}
    ranking = {
        "id": ranking_of(place),
        "agency": place.agency,
        "selection_id": place.id,
        "stage": "final",
        "number": 1,
        "state": "published",
        "rule_set": "2024",
        "manifest": {"rows": 1, "codes": {"P/L": 1}, "sha256": ""},
        "computed_at": NOW,
        "published_at": NOW,
        "version": 1,
    }
    chosen = {"formation_id": place.id, "selection_id": place.id}
    return {
        **a_formation(place),
        Selection: selection,
        SelectionFormation: chosen,
        SkbTest: test,
        Ranking: ranking,
    }


def an_application(place: Place) -> Rows:
    """A submitted application with a document, and its applicant's account with a code on its way."""
    document = {
        "id": place.id,
        "application_id": application_of(place),
        "code": "diploma",
        "file_id": place.id,
        "given_at": NOW,
    }
    return {
        **a_selection(place),
        Applicant: _account(place),
        SignInCode: _code(place),
        Application: _application(place),
        ApplicationDocument: document,
        File: _file(place),
        Notice: _notice(place),
    }


def _application(place: Place) -> dict[str, Any]:
    return PERSON | {
        "id": application_of(place),
        "applicant_id": place.employee_id,
        "agency": place.agency,
        "intake": 2024,
        "selection_id": place.id,
        "formation_id": place.id,
        "opening_id": place.id,
        "need": "general",
        "state": "submitted",
        "state_since": NOW,
        "has_disability": False,
        "is_local": False,
        "education_level": "S1",
        "education_code": "5100001",
        "institution": SECRET,
        "graduated_on": date(2023, 8, 20),
        "declarations": {"truthful": SECRET},
        "submitted_at": NOW,
        "participant_number": f"2430011{place.number:07}",
        "reasons": [],
        "version": 1,
    }


def _account(place: Place) -> dict[str, Any]:
    return PERSON | {
        "id": place.employee_id,
        "nik_sealed": SECRET.encode(),
        "nik_index": place.id.bytes,
        "address_sealed": SECRET.encode(),
        "address_index": place.id.bytes,
        "confirmed_at": NOW,
        "version": 1,
    }


def _code(place: Place) -> dict[str, Any]:
    return {
        "id": place.id,
        "purpose": "sign_in",
        "address_index": place.id.bytes,
        "applicant_id": place.employee_id,
        "digest": b"",
        "made_at": NOW,
        "expires_at": NOW,
        "attempts": 0,
    }


def _file(place: Place) -> dict[str, Any]:
    return {
        "id": place.id,
        "agency": place.agency,
        "owner_id": place.employee_id,
        "key": str(place.id),
        "name": SECRET,
        "media_type": "application/pdf",
        "size": 1,
        "sha256": "",
        "state": "clean",
        "is_stored": True,
        "attempts": 0,
        "next_try_at": NOW,
    }


def _notice(place: Place) -> dict[str, Any]:
    return {
        "id": place.id,
        "agency": place.agency,
        "recipient_id": place.employee_id,
        "kind": "application.submitted",
        "subject": {"id": SECRET, "en": SECRET},
        "body": {"id": SECRET, "en": SECRET},
        "is_secret": False,
        "mail": "none",
        "attempts": 0,
    }
