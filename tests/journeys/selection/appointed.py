"""From a seat in the final ranking to an employee of the registry."""

from collections import Counter
from typing import Final

from tests.journeys.selection.calendar import Day
from tests.journeys.selection.crowd import Crowd, Doing
from tests.journeys.selection.people import Person
from tests.journeys.selection.stage import Found, Stage

_SERIALS: Final = 999
_SEARCHED: Final = 20
"""How many of a large intake are looked up one by one."""
_FILING: Final = {
    "marital_status": "single",
    "address": "Jalan Contoh 1, Pontianak",
    "telephone": "081200000000",
    "is_truthful": True,
}


def invite_and_file(stage: Stage) -> None:
    """Everybody with a seat is invited; one steps back and the next in rank moves up; all of them file."""
    stage.say("16. Appointments: one steps back, the next in rank moves up, everybody files.")
    stage.go_to(Day.FILED)
    opened = stage.staff("officer").post(f"{stage.path}/appointments")
    invited = _appointments(stage)
    stage.count("invited", opened["invited"], len(invited))
    stage.expected["recruitment.appointments.opened"] = 1
    quitter = next(one for one in invited if one["seat_id"] == stage.targets[0].opening_id)
    person = _person_of(stage, quitter)
    stage.door.all_do([person], _resigning(quitter["id"]), what="resignation (APS)")
    stage.expected["recruitment.appointment.resigned"] = 1
    now = _appointments(stage)
    (successor,) = [one for one in now if one["replaces_id"] == quitter["id"]]
    ended = next(one for one in now if one["id"] == quitter["id"])
    assert (ended["state"], ended["replaced_by_id"]) == ("resigned", successor["id"]), ended
    assert successor["reasons"][0]["rule"] == "appointment.next_in_rank", successor["reasons"]
    stage.say(f"   place {quitter['place']} steps back, place {successor['place']} moves up")
    filing = {_person_of(stage, one).number: one["id"] for one in now if one["state"] == "invited"}
    people = [person for person in stage.people if person.number in filing]

    async def file(crowd: Crowd, person: Person) -> None:
        await crowd.sign_in(person)
        filed = await crowd.call(
            "POST", f"/v1/appointments/{filing[person.number]}/filing", person, json=_FILING
        )
        assert filed["state"] == "filed", filed

    stage.door.all_do(people, file, what="sets of particulars (DRH) filed")
    stage.count("filed", len(_appointments(stage, "filed")), opened["invited"])


def propose_and_appoint(stage: Stage) -> None:
    """All are proposed to BKN; the NIPs come back, and the registry registers each person once."""
    stage.say("17. The NIPs: proposed to BKN, given, and the registry registers everybody.")
    stage.go_to(Day.PROPOSED)
    made = stage.staff("officer").post(f"{stage.path}/nip-proposals")
    proposed = _appointments(stage, "proposed")
    stage.count("proposed to BKN", made["count"], len(proposed))
    stage.expected["recruitment.nip_proposal.made"] = 1
    nips = _nips(stage, proposed)
    stage.batches("officer", "/v1/appointments/nips:batch", nips)

    def registered() -> Found | None:
        chains = [one for one in _appointments(stage) if one["state"] == "appointed"]
        refused = [one for one in chains if one["candidate_state"] == "refused"]
        assert not refused, refused[0]
        done = [one for one in chains if one["employee_id"]]
        return {"chains": done} if len(done) == len(nips) else None

    chains = stage.wait(registered, "the registry has registered them")["chains"]
    stage.count("appointed and registered", len(chains), len(proposed))
    stage.count("employees told apart", len({one["employee_id"] for one in chains}), len(proposed))
    stage.expected |= {
        "recruitment.candidate.appointed": len(proposed),
        "personnel.candidate.registered": len(proposed),
        "personnel.position.filled": len(proposed),
        "personnel.employee.registered": len(proposed) + len(stage.staff_ids),
    }
    _look_up(stage, nips, chains)


def _look_up(stage: Stage, nips: list[Found], chains: list[Found]) -> None:
    """The registry finds them by NIP, in the position that was given."""
    by_appointment = {one["id"]: one for one in chains}
    service = stage.suite.as_service()
    for given in nips[:_SEARCHED]:
        (employee,) = service.post("/v1/employees/search", {"nip": given["nip"]})["data"]
        chain = by_appointment[given["appointment_id"]]
        assert employee["id"] == chain["employee_id"], chain
        record = stage.staff("officer").get(f"/v1/employees/{employee['id']}")
        assert record["position"]["position_id"] == given["position_id"], record
        back = stage.staff("officer").get(f"/v1/appointments?employee_id={employee['id']}")["data"]
        assert [one["application_id"] for one in back] == [chain["application_id"]], back
    stage.say(
        f"   {min(len(nips), _SEARCHED)} of them looked up by NIP: employee, position, and the way back"
    )


def _appointments(stage: Stage, state: str = "") -> list[Found]:
    narrowed = f"&state={state}" if state else ""
    return list(stage.pages("officer", f"/v1/appointments?selection_id={stage.selection_id}{narrowed}"))


def _person_of(stage: Stage, appointment: Found) -> Person:
    wanted = appointment["application_id"]
    return next(person for person in stage.people if person.application_id == wanted)


def _resigning(appointment_id: str) -> Doing:
    async def resign(crowd: Crowd, person: Person) -> None:
        await crowd.sign_in(person)
        body = {"reason": "menerima pekerjaan di tempat lain"}
        await crowd.call("POST", f"/v1/appointments/{appointment_id}/resignation", person, json=body)

    return resign


def _nips(stage: Stage, proposed: list[Found]) -> list[Found]:
    """As BKN gives them: by birth date, first day of service, sex and a serial of their own."""
    first = stage.today.replace(day=1)
    posts = {target.opening_id: target for target in stage.targets}
    chairs = {number: list(ids) for number, ids in stage.positions.items()}
    serials: Counter[str] = Counter()
    given = []
    for place, one in enumerate(proposed):
        person, target = _person_of(stage, one), posts[one["seat_id"]]
        base = f"{person.birth_date:%Y%m%d}{first:%Y%m}{1 if person.sex == 'male' else 2}"
        serials[base] += 1
        serial = (int(stage.agency.run) + serials[base]) % _SERIALS + 1
        given.append(
            {
                "appointment_id": one["id"],
                "nip": f"{base}{serial:03d}",
                "position_id": chairs[target.post_number].pop(),
                "rank": target.post.kind.rank,
                "effective_on": first.isoformat(),
                "decree_number": f"813/{stage.agency.run}/{place + 1}",
                "decree_on": first.isoformat(),
            }
        )
    return given
