"""A candidate is appointed, and becomes an employee in every service."""

from typing import Any

from tests.journeys.files import AGENCY
from tests.journeys.stage import Found, Stage


def appoint(stage: Stage) -> None:
    """Record the appointed candidate; the registry registers, the others open their part."""
    body = _candidate(stage)
    stage.say("1. The selection's result is recorded: a candidate is appointed to the empty post.")
    stage.refuse("appoint", "outsider", lambda somebody: somebody.refused("POST", "/v1/candidates", body))
    candidate = stage.officer.post("/v1/candidates", body)

    def registered() -> Found | None:
        now = stage.officer.get(f"/v1/candidates/{candidate['id']}")
        assert now["state"] != "refused", now["reasons"]
        return now if now["state"] == "registered" else None

    now = stage.wait("hired: registered", "the registry has registered the employee", registered)
    stage.ids["employee"] = now["employee_id"]
    stage.sessions["employee"] = stage.suite.sign_in(AGENCY, now["employee_id"])
    plan = stage.wait("hired: plan", "performance has opened a plan", lambda: _first(stage, "plans"))
    assert plan["state"] == "draft", plan
    need = stage.wait("hired: need", "training has opened a need", lambda: _first(stage, "training-needs"))
    assert need["kind"] == "latsar", need
    career = f"/v1/eligibilities/{stage.ids['employee']}"
    stage.wait("hired: career", "promotion has opened the career", lambda: stage.officer.find(career))
    whole = stage.wait("hired: profile", "the profile is whole", stage.seen_in_profile(_is_whole))
    assert not whole["meta"]["partial"], whole["meta"]
    path = f"/v1/employees/{stage.ids['employee']}/profile"
    stage.refuse("profile", "outsider", lambda somebody: somebody.refused("GET", path))


def place_under_superior(stage: Stage) -> None:
    """The new employee reports to the head of the unit, who sees the record from then on."""
    path = f"/v1/employees/{stage.ids['employee']}"
    body = {"superior_id": stage.ids["superior"], "effective_on": stage.cast.appointed_on.isoformat()}
    stage.say("2. The new employee is placed under the head of the unit.")
    superior = stage.sessions["superior"]
    assert superior.find(path) is None, "a head sees somebody of no concern"
    stage.refuse("superior", "outsider", lambda somebody: somebody.refused("POST", f"{path}/superiors", body))
    stage.officer.post(f"{path}/superiors", body)
    stage.wait("placed: superior sees", "the superior sees the employee", lambda: superior.find(path))
    plans = f"/v1/plans?employee_id={stage.ids['employee']}"
    stage.wait("placed: in performance", "also in performance", lambda: _one(superior.get(plans)))


def _first(stage: Stage, resource: str) -> Found | None:
    return _one(stage.officer.get(f"/v1/{resource}?employee_id={stage.ids['employee']}"))


def _one(page: Found) -> Found | None:
    rows: list[Found] = page["data"]
    return rows[0] if rows else None


def _is_whole(data: Any) -> bool:
    return bool(
        data["performance"]
        and data["performance"]["plan"]
        and data["promotion"]
        and data["training"]
        and data["training"]["open_needs"]
        and data["recruitment"]
        and data["recruitment"]["candidate"]
    )


def _candidate(stage: Stage) -> dict[str, Any]:
    cast = stage.cast
    superior = stage.officer.get(f"/v1/employees/{stage.ids['superior']}")
    unit_id = superior["position"]["unit_id"]
    (vacant,) = stage.officer.get(f"/v1/positions?unit_id={unit_id}&is_vacant=true")["data"]
    first_day = cast.appointed_on.isoformat()
    return {
        "agency": AGENCY,
        "nip": cast.candidate.nip,
        "nik": cast.candidate.nik,
        "name": f"Calon Perjalanan {cast.run}",
        "birth_date": cast.candidate.birth_date.isoformat(),
        "birth_place": "Palembang",
        "sex": "female",
        "education": {
            "level": "S1",
            "program": "S-1 Ilmu Administrasi Negara",
            "institution": "Universitas Contoh",
            "graduated_on": f"{cast.appointed_on.year - 2}-08-20",
        },
        "employment_type": "CPNS",
        "position_id": vacant["id"],
        "rank": "III/a",
        "effective_on": first_day,
        "decree_number": f"813/{cast.run}",
        "decree_on": first_day,
        "selection_reference": f"CPNS {cast.appointed_on.year - 1}",
        "participant_number": f"2531011082{cast.run}",
    }
