"""The administrative selection: verifiers judge alone, objections are answered by somebody else."""

from collections.abc import Sequence

from tests.journeys.selection.calendar import Day
from tests.journeys.selection.crowd import Crowd
from tests.journeys.selection.people import Person
from tests.journeys.selection.stage import Found, Stage

DIPLOMA = "requirement.document.diploma"
_NEED = {"requirement": "requirement.need", "is_fulfilled": True}
_ILLEGIBLE = {
    "requirement": DIPLOMA,
    "is_fulfilled": False,
    "reason": "illegible",
    "words": "Halaman kedua ijazah tidak terbaca.",
}


def verify(stage: Stage) -> None:
    """The data are checked, two verifiers judge everybody, a third decides where they differ."""
    stage.say("5. Registration is over: a pre-check by the data, then two verifiers, each alone.")
    stage.go_to(Day.CHECKED)
    checked = stage.step("officer", "pre-check")
    stage.count("cases checked by the data", checked["checked"], stage.size.applicants)
    setting = {"may_accept_in_bulk": True, "lease_minutes": 30}
    stage.staff("officer").put(f"{stage.path}/verification-setting", setting, version=0)
    cases = {
        case["application_id"]: case["id"]
        for case in stage.pages("first", f"/v1/verifications?selection_id={stage.selection_id}")
    }
    disputed = next(one for one in stage.people if not (one.is_refused or one.has_disability))
    by_first = [one for one in stage.people if one.is_refused or one.has_disability or one is disputed]
    by_second = [one for one in by_first if one is not disputed]
    stage.batches("first", _VERDICTS, [_verdict(cases, one, refuses=one is disputed) for one in by_first])
    stage.batches("second", _VERDICTS, [_verdict(cases, one) for one in by_second])
    for part in ("first", "second"):
        done = stage.step(part, "verification-acceptance")
        stage.say(f"   the {part} verifier accepts {done['accepted']:,} that the data prove")
    stage.count("cases in which the two differ", done["differing"], 1)
    stage.batches("third", _VERDICTS, [_verdict(cases, disputed)])
    figures = stage.staff("officer").get(f"{stage.path}/verification-figures")
    stage.count("cases decided", figures["states"]["decided"], stage.size.applicants)


def announce_result(stage: Stage) -> None:
    """The result is announced: MS and TMS; each who was refused reads why."""
    stage.say("6. The administrative result is announced.")
    stage.go_to(Day.RESULT)
    announced = stage.step("decider", "administrative-announcement")
    stage.count("TMS", announced["counts"]["TMS"], stage.size.refused)
    stage.count("MS", announced["counts"]["MS"], stage.size.applicants - stage.size.refused)
    stage.expected["recruitment.administrative_result.announced"] = 1


def object_to_it(stage: Stage) -> None:
    """Those who were wronged, and some who were not, object; somebody who did not verify answers."""
    stage.say("7. Objections, answered by somebody who did not verify, and the second announcement.")
    stage.go_to(Day.OBJECTED)
    objectors = [person for person in stage.people if person.objects]
    stage.door.all_do(objectors, _object, what="objections, after a new sign-in,")
    stage.go_to(Day.ANSWERED)
    lodged = list(stage.pages("answerer", f"/v1/objections?selection_id={stage.selection_id}&state=lodged"))
    stage.count("objections", len(lodged), 2 * stage.size.accepted)
    refused = stage.staff("first").refused(
        "POST", f"/v1/objections/{lodged[0]['id']}/answer", _answer(objectors, lodged[0])
    )
    stage.say(f"   who verified the case is refused: {refused}")
    answers = [{"id": one["id"], **_answer(objectors, one)} for one in lodged]
    stage.batches("answerer", "/v1/objections/answers:batch", answers)
    stage.go_to(Day.REANNOUNCED)
    again = stage.step("decider", "administrative-reannouncement")
    stage.count("MS after the objections", again["counts"]["MS"], stage.size.passed)
    stage.expected |= {
        "recruitment.objection.lodged": len(lodged),
        "recruitment.objection.answered": len(lodged),
        "recruitment.administrative_result.reannounced": 1,
    }


_VERDICTS = "/v1/verifications/verdicts:batch"


def _verdict(cases: dict[str, str], person: Person, *, refuses: bool = False) -> Found:
    findings = [_NEED] if person.has_disability else []
    if person.is_refused or refuses:
        findings = [*findings, _ILLEGIBLE]
    return {"id": cases[person.application_id], "requirements": findings}


async def _object(crowd: Crowd, person: Person) -> None:
    await crowd.sign_in(person)
    path = f"/v1/applications/{person.application_id}"
    own = await crowd.call("GET", path, person)
    assert (own["state"], [one["rule"] for one in own["reasons"]]) == ("not_eligible", [DIPLOMA]), own
    lodged = await crowd.call(
        "POST",
        f"{path}/objections",
        person,
        json={
            "stage": "administrative",
            "ground": "committee_mistake",
            "words": "Halaman kedua ijazah saya terbaca jelas pada berkas yang diunggah.",
            "requirements": [DIPLOMA],
        },
    )
    assert lodged["state"] == "lodged", lodged


def _answer(objectors: Sequence[Person], objection: Found) -> Found:
    person = next(one for one in objectors if one.application_id == objection["application_id"])
    is_accepted = person.objects == "accepted"
    return {
        "outcome": person.objects,
        "fault": "committee" if is_accepted else "applicant",
        "words": "Ijazah terbaca lengkap." if is_accepted else "Halaman kedua memang tidak terbaca.",
    }
