"""The rankings: SKD, the final one, an objection that is right, and the corrected version."""

from typing import Final

from tests.journeys.selection.calendar import Day
from tests.journeys.selection.crowd import Crowd
from tests.journeys.selection.people import Person
from tests.journeys.selection.prepared import SKB_TESTS
from tests.journeys.selection.stage import Found, Stage

GOES_ON: Final = "P/L"
SKD, FINAL = "skd", "final"
_WHY: Final = "Sanggah diterima: nilai CAT satu peserta salah salin."


def rank_skd(stage: Stage) -> None:
    """Everybody of SKD is ranked; three times the openings go on, and all who are equal at the cut."""
    stage.say("11. SKD is ranked and published: three times the openings, and all who are equal at the cut.")
    stage.go_to(Day.RANKED)
    ranking = _rank(stage, SKD)
    codes = ranking["manifest"]["codes"]
    absent = sum(person.is_absent for person in stage.eligible())
    stage.count("in the ranking of SKD", sum(codes.values()), stage.size.passed)
    stage.count("absent (TH)", codes.get("TH", 0), absent)
    popular = stage.targets[0]
    rows = list(stage.pages("officer", f"/v1/rankings/{ranking['id']}/rows?code={GOES_ON}"))
    of_popular = [row for row in rows if row["opening_id"] == popular.opening_id]
    stage.count(
        "going on for the most wanted opening, a tie at the cut", len(of_popular), 3 * popular.count + 1
    )
    (public,) = stage.suite.as_stranger().get(_public(ranking, "/rows?limit=1"))["data"]
    assert not {"name", "application_id", "birth_date"} & public.keys(), public
    stage.say(f"   {codes} by result code; without sign-in by participant number alone")


def record_skb(stage: Stage) -> None:
    """Who goes on sits the tests of SKB; their scores come as a file."""
    stage.say("12. The tests of SKB.")
    stage.go_to(Day.FIELD_TESTED)
    path = f"/v1/rankings/{stage.rankings[SKD]['id']}/rows?code={GOES_ON}"
    numbers = sorted(row["participant_number"] for row in stage.pages("officer", path))
    rows = [_skb_row(stage, number, kind) for number in numbers for kind in SKB_TESTS]
    for row in rows[-len(SKB_TESTS) :]:
        row |= {"score": "", "standing": "TH"}
    done = stage.take_file("officer", "skb_scores", rows)
    stage.count("scores of SKB", done["imported"], len(rows))


def rank_finally(stage: Stage) -> None:
    """SKD 40 %, SKB 60 %; the openings are filled in the order of the rules."""
    stage.say("13. The final ranking, published.")
    stage.go_to(Day.FINAL)
    ranking = _rank(stage, FINAL)
    seated = _seated(stage, ranking)
    stage.say(f"   {ranking['manifest']['codes']} by result code")
    assert 0 < len(seated) <= stage.size.openings - stage.size.deserted, len(seated)
    by_seat: dict[str, int] = {}
    for row in seated:
        by_seat[row["seat_id"]] = by_seat.get(row["seat_id"], 0) + 1
    for target in stage.targets:
        assert by_seat.get(target.opening_id, 0) <= target.count, target
    stage.counts["seats filled"] = len(seated)


def dispute(stage: Stage) -> None:
    """Somebody objects to the result and is right: the corrected ranking is a new version with a reason."""
    stage.say("14. An objection to the result is accepted; the corrected ranking is a new version.")
    stage.go_to(Day.DISPUTED)
    row = _last_of_popular(stage)
    person = next(one for one in stage.eligible() if one.application_id == row["application_id"])
    stage.door.all_do([person], _dispute, what="objection to the final result")
    path = f"/v1/objections?selection_id={stage.selection_id}&stage=final&state=lodged"
    (objection,) = stage.pages("answerer", path)
    answer = {
        "outcome": "accepted",
        "fault": "committee",
        "words": "Nilai CAT salah salin; peringkat dihitung ulang.",
    }
    answered = stage.staff("answerer").post(f"/v1/objections/{objection['id']}/answer", answer)
    assert answered["needs_correction"], answered
    stage.expected["recruitment.objection.lodged"] += 1
    stage.expected["recruitment.objection.answered"] += 1
    correction = {
        "participant_number": person.participant_number,
        "component": "cat",
        "score": "99.900",
        "standing": "",
        "reason": _WHY,
    }
    stage.count("scores corrected", stage.take_file("officer", "skb_scores", [correction])["imported"], 1)
    stage.go_to(Day.CORRECTED)
    _rank(stage, FINAL, reason=_WHY)
    changes = list(stage.pages("officer", f"/v1/rankings/{stage.rankings[FINAL]['id']}/changes"))
    assert any(
        one["application_id"] == person.application_id and "skb" in one["causes"] for one in changes
    ), changes
    stage.say(f"   outcomes that are other ones now: {len(changes)}")
    stage.expected["recruitment.ranking.published"] = 3


def _rank(stage: Stage, name: str, *, reason: str | None = None) -> Found:
    """Compute, wait, publish by another person, wait."""
    body = {"stage": name} | ({"reason": reason} if reason else {})
    started = stage.staff("officer").post(f"{stage.path}/rankings", body)
    path = f"/v1/rankings/{started['id']}"
    computed = stage.follow("officer", path)
    assert computed["state"] == "computed", computed
    stage.staff("decider").post(f"{path}/publication", version=computed["version"])

    def published() -> Found | None:
        now = stage.staff("officer").get(path)
        return now if now["state"] == "published" else None

    stage.rankings[name] = stage.wait(published, "published as a whole")
    return stage.rankings[name]


def _public(ranking: Found, rest: str) -> str:
    return f"/v1/public/rankings/{ranking['id']}{rest}"


def _skb_row(stage: Stage, number: str, kind: str) -> dict[str, str]:
    score = f"{stage.luck.randint(40_000, 95_000) / 1000:.3f}"
    return {"participant_number": number, "component": kind, "score": score, "standing": ""}


def _seated(stage: Stage, ranking: Found) -> list[Found]:
    rows = stage.pages("officer", f"/v1/rankings/{ranking['id']}/rows")
    return [row for row in rows if row["seat_id"] is not None]


def _last_of_popular(stage: Stage) -> Found:
    """Somebody with scores who applied for the most wanted opening and has no seat."""
    path = f"/v1/rankings/{stage.rankings[FINAL]['id']}/rows?opening_id={stage.targets[0].opening_id}"
    rows = [row for row in stage.pages("officer", path) if row["place"] and not row["seat_id"]]
    return max(rows, key=lambda row: row["place"])


async def _dispute(crowd: Crowd, person: Person) -> None:
    await crowd.sign_in(person)
    body = {
        "stage": "final",
        "ground": "committee_mistake",
        "words": "Nilai CAT saya pada pengumuman berbeda dengan layar ujian.",
    }
    await crowd.call("POST", f"/v1/applications/{person.application_id}/objections", person, json=body)
