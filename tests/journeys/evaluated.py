"""A plan is set, the evaluation comes out below expectation, and is corrected by whoever stands in."""

from collections.abc import Mapping
from typing import Any

from tests.journeys.stage import Found, Stage

GOOD = {"work_result": "as_expected", "behaviour": "as_expected"}
BELOW = {"work_result": "below", "behaviour": "as_expected"}
RESULT = {
    "kind": "main",
    "title": "Surat perjalanan dinas terbit tepat waktu",
    "indicators": [{"aspect": "time", "statement": "Surat terbit dalam dua hari kerja", "target": "95 %"}],
}
WHY = "Bukti capaian triwulan empat baru diterima setelah penilaian."


def set_plan(stage: Stage) -> None:
    """The employee fills and proposes the plan that was opened; the superior agrees it."""
    own = stage.sessions["employee"]
    (summary,) = own.get(f"/v1/plans?employee_id={stage.ids['employee']}")["data"]
    path = f"/v1/plans/{summary['id']}"
    content = {name: summary[name] for name in ("starts_on", "ends_on", "approach")} | {"results": [RESULT]}
    stage.say(f"3. The plan (SKP) for {summary['starts_on'][:4]} is filled and proposed by the employee.")
    stage.refuse("plan", "outsider", lambda somebody: somebody.refused("GET", path))
    plan = own.put(path, content, version=summary["version"])
    plan = own.post(f"{path}/proposal", version=plan["version"])
    version = plan["version"]
    stage.refuse(
        "agreement",
        "employee",
        lambda somebody: somebody.refused("POST", f"{path}/agreement", version=version),
    )
    plan = stage.sessions["superior"].post(f"{path}/agreement", version=version)
    assert plan["state"] == "agreed", plan
    agreed = stage.seen_in_profile(lambda data: data["performance"]["plan"]["state"] == "agreed")
    stage.wait("planned: profile", "the superior agrees it", agreed)


def evaluate_below(stage: Stage) -> None:
    """The superior evaluates below expectation; promotion, training and the profile show it."""
    year = stage.cast.appointed_on.year
    body = {"employee_id": stage.ids["employee"], "year": year, **BELOW}
    stage.say(f"4. The superior evaluates {year}: below expectation.")
    for part in ("outsider", "employee", "former_delegate"):
        stage.refuse("evaluate", part, lambda somebody: somebody.refused("POST", "/v1/evaluations", body))
    evaluation = stage.sessions["superior"].post("/v1/evaluations", body)
    stage.ids["evaluation"] = evaluation["id"]
    now = stage.wait(
        "evaluated: promotion",
        "promotion shows the reasons",
        lambda: _judged_by(stage, evaluation["predicate"]),
    )
    for reason in now["reasons"]:
        if not reason["passed"] and reason["applies"]:
            stage.say(f"     {reason['rule']} ({reason['article']}): {reason['message']}")
            stage.say(f"       what would change it: {reason['remedy']}")
    stage.wait("evaluated: need", "training opens a need", lambda: _need(stage, "open"))
    profile = stage.wait(
        "evaluated: profile",
        "the profile has all of it",
        stage.seen_in_profile(
            lambda data: (
                _predicate(data) == evaluation["predicate"]
                and any(need["kind"] == "performance" for need in data["training"]["open_needs"])
            )
        ),
    )
    stage.say(f"     failed rules: {', '.join(profile['data']['promotion']['failed_rules'])}")


def correct_by_delegate(stage: Stage) -> None:
    """Who stands in this week corrects; who stood in until yesterday is refused."""
    path = f"/v1/evaluations/{stage.ids['evaluation']}"
    evaluation = stage.officer.get(path)
    body, version = {**GOOD, "reason": WHY}, evaluation["version"]
    stage.say("5. The superior is away; the colleague who stands in corrects the evaluation.")
    for part in ("outsider", "employee", "former_delegate"):
        stage.refuse(
            "correct",
            part,
            lambda somebody: somebody.refused("POST", f"{path}/correction", body, version=version),
        )
    corrected = stage.sessions["delegate"].post(f"{path}/correction", body, version=version)
    history = stage.officer.get(path)["history"]
    assert history[-1]["acted_for"] == stage.ids["superior"], history
    stage.say(f"   {len(history)} versions are on record, the last one in the superior's place")
    predicate = corrected["predicate"]
    stage.wait("corrected: promotion", "promotion follows", lambda: _judged_by(stage, predicate))
    stage.wait("corrected: need", "the need is withdrawn", lambda: _need(stage, "withdrawn"))
    stage.wait(
        "corrected: profile",
        "the profile follows",
        stage.seen_in_profile(lambda data: _predicate(data) == predicate),
    )


def _judged_by(stage: Stage, predicate: str) -> Found | None:
    now = stage.officer.get(f"/v1/eligibilities/{stage.ids['employee']}")
    year = str(stage.cast.appointed_on.year)
    return now if now["inputs"]["predicates"].get(year) == predicate else None


def _need(stage: Stage, state: str) -> Found | None:
    rows = stage.officer.get(f"/v1/training-needs?employee_id={stage.ids['employee']}")["data"]
    return next((row for row in rows if row["kind"] == "performance" and row["state"] == state), None)


def _predicate(data: Mapping[str, Any]) -> str | None:
    evaluations = data["performance"]["evaluations"]
    return evaluations[0]["predicate"] if evaluations else None
