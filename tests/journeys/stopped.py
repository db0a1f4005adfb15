"""A service is stopped and comes back; the employee sees who looked; the superior leaves."""

from tests.journeys.stage import Found, Stage


def stop_training(stage: Stage) -> None:
    """The profile names what is missing, never shows it as empty, and is whole again after the restart."""
    stage.say("7. The training service is stopped.")
    stage.suite.stop_service("training")

    def partial() -> Found | None:
        now = stage.profile()
        return now if now["meta"]["partial"] else None

    profile = stage.wait("stopped: partial", "the profile says so", partial)
    (missing,) = profile["meta"]["missing"]
    assert profile["data"]["training"] is None, profile["data"]["training"]
    assert profile["data"]["promotion"], "the other sections are there"
    stage.say(f"     missing: {missing['section']} of {missing['service']}, {missing['reason']}")
    path = f"/v1/employees/{stage.ids['employee']}/profile?require=training"
    refused = stage.officer.failed("GET", path)
    assert refused == 503, refused
    stage.say("     who requires that section gets 503 instead")

    def whole() -> Found | None:
        now = stage.profile()
        return None if now["meta"]["partial"] else now

    stage.wait("stopped: whole again", "the launcher restarts it and the profile is whole", whole)


def show_readers(stage: Stage) -> None:
    """One entry for a composed request, whichever services it touched."""
    path = f"/v1/employees/{stage.ids['employee']}/readers"
    rows = stage.sessions["employee"].get(path)["data"]
    officer = [row for row in rows if row["actor_employee_id"] == stage.ids["officer"]]
    assert officer, rows
    ids = [row["request_id"] for row in rows]
    assert len(ids) == len(set(ids)), "a composed request appears more than once"
    widest = max(officer, key=lambda row: len(row["seen"]))
    stage.say(f"8. The employee sees who looked: {len(rows)} requests on the first page, for example")
    services = ", ".join(seen["service"] for seen in widest["seen"])
    stage.say(f"     {widest['at']}: {', '.join(widest['capacity'])} of {widest['agency']}: {services}")
    stage.refuse("readers", "outsider", lambda somebody: somebody.refused("GET", path))


def superior_leaves(stage: Stage) -> None:
    """The post is vacated, and who stood in for the one who left stands in no more."""
    path = f"/v1/employees/{stage.ids['superior']}"
    body = {"kind": "resignation", "effective_on": stage.today.isoformat()}
    stage.say("9. The superior leaves.")
    stage.refuse(
        "separation", "outsider", lambda somebody: somebody.refused("POST", f"{path}/separation", body)
    )
    left = stage.officer.post(f"{path}/separation", body)
    position = stage.officer.get(f"/v1/positions/{left['vacated_position_ids'][0]}")
    assert position["holder_id"] is None, "the position is still held"
    stage.say(f"   {position['title']} is empty since {position['empty_since']}")
    evaluation = f"/v1/evaluations/{stage.ids['evaluation']}"
    delegate = stage.sessions["delegate"]
    stage.wait(
        "left: delegation over",
        "the delegation has ended with the authority behind it",
        lambda: None if delegate.allowed(evaluation) else {"ended": True},
    )
