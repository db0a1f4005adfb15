"""Accounts, documents and applications of everybody, in the days of the registration."""

from typing import Final

from tests.journeys.selection.crowd import Crowd
from tests.journeys.selection.people import Person, applicants_of
from tests.journeys.selection.prepared import DOCUMENTS
from tests.journeys.selection.stage import Stage

SCAN: Final = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
DECLARED: Final = (
    "no_imprisonment",
    "no_dismissal",
    "not_in_service",
    "no_party",
    "healthy",
    "any_placement",
    "truthful",
)
_GRADUATED_AT: Final = 23


def apply(stage: Stage) -> None:
    """Everybody registers with a code from the mail, hands in documents and submits one application."""
    stage.people = applicants_of(
        stage.size, stage.targets, run=stage.agency.run, today=stage.today, luck=stage.luck
    )
    stage.say(f"4. {len(stage.people):,} people open accounts, hand in documents and apply.")
    stage.door.all_do(stage.people, _apply, what="applications, from account to submission,")
    found = sum(1 for _ in stage.pages("officer", f"/v1/applications?{_of(stage)}&state=submitted"))
    stage.count("applications submitted", found, stage.size.applicants)
    _try_to_peep(stage)


def _of(stage: Stage) -> str:
    return f"selection_id={stage.selection_id}"


async def _apply(crowd: Crowd, person: Person) -> None:
    await crowd.register(person)
    kind = person.target.post.kind
    drawn = await crowd.call(
        "POST",
        "/v1/applications",
        person,
        json={
            "opening_id": person.target.opening_id,
            "education_level": kind.education_level,
            "education_code": kind.education_code,
            "institution": "Universitas Contoh",
            "graduated_on": person.birth_date.replace(
                year=person.birth_date.year + _GRADUATED_AT, day=min(person.birth_date.day, 28)
            ).isoformat(),
            "gpa": f"3.{person.number % 100:02d}",
            "has_disability": person.has_disability,
        },
    )
    person.application_id = drawn["id"]
    path = f"/v1/applications/{drawn['id']}"
    for document in DOCUMENTS:
        if document.get("need") in {None, person.target.need}:
            await crowd.call(
                "PUT",
                f"{path}/documents/{document['code']}/file",
                person,
                content=SCAN,
                headers={"Content-Type": "application/pdf"},
            )
    submitted = await crowd.call(
        "POST",
        f"{path}/submission",
        person,
        json={"declarations": list(DECLARED)},
        headers={"If-Match": f'"{drawn["version"]}"'},
    )
    assert submitted["state"] == "submitted", submitted


def _try_to_peep(stage: Stage) -> None:
    """Nobody reads another's application, nor the verifiers' part; one's own has a timeline."""
    one, other = stage.people[-1], stage.people[-2]
    session = stage.suite.with_token(one.token)
    for path in (
        f"/v1/applications/{other.application_id}",
        f"/v1/applications/{other.application_id}/documents",
        f"/v1/applications/{other.application_id}/timeline",
    ):
        assert session.failed("GET", path) == 404, path
    assert session.failed("GET", "/v1/verifications") == 403
    assert session.get(f"/v1/applications/{one.application_id}/timeline"), "no timeline"
    second = {
        "opening_id": other.target.opening_id,
        "education_level": "S1",
        "education_code": other.target.post.kind.education_code,
        "institution": "Universitas Contoh",
        "graduated_on": "2020-08-20",
    }
    refused = session.refused("POST", "/v1/applications", second)
    assert refused.status == 409, refused
    stage.say(f"   another's application is not there for an applicant; a second one is refused: {refused}")
