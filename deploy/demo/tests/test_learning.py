"""Courses of two years: plausible by themselves, spread around the minimum, with something left to do."""

from collections import Counter
from collections.abc import Callable
from datetime import date

from abdi_demo import DEMO_DAY
from abdi_demo.learning import JUDGED, LATSAR, SERVING

Table = Callable[[str], list[dict[str, str]]]
MINIMUM = 20
LARGEST_JP_PER_DAY = 16


def test_courses_are_of_the_catalogue_and_lie_in_service_and_in_the_past(table: Table) -> None:
    catalogue = {(row["agency_code"], row["code"]) for row in table("programmes")}
    people = {row["nip"]: row for row in table("employees")}
    assert len({row["code"] for row in table("programmes")}) >= 12
    for row in table("courses"):
        person = people[row["nip"]]
        assert row["agency_code"] == person["agency_code"]
        assert {(row["agency_code"], row["programme_code"]), ("", row["programme_code"])} & catalogue
        assert person["appointed_on"] <= row["started_on"] <= row["completed_on"] <= str(DEMO_DAY)
        days = date.fromisoformat(row["completed_on"]) - date.fromisoformat(row["started_on"])
        assert int(row["jp"]) <= LARGEST_JP_PER_DAY * (days.days + 1)


def test_no_certificate_is_given_twice_to_one_person(table: Table) -> None:
    given = [(row["nip"], row["provider"], row["certificate_number"]) for row in table("courses")]
    assert len(set(given)) == len(given)


def test_hours_of_each_year_spread_around_the_minimum(table: Table) -> None:
    hours = Counter[tuple[str, str]]()
    for row in table("courses"):
        hours[row["nip"], row["completed_on"][:4]] += int(row["jp"])
    civil = [row["nip"] for row in table("employees") if row["employment_type"] == "PNS"]
    for year in ("2025", "2026"):
        of_year = [hours[nip, year] for nip in civil]
        reached = sum(jp >= MINIMUM for jp in of_year) / len(of_year)
        assert 0.35 < reached < 0.65
        assert 0.05 < of_year.count(0) / len(of_year) < 0.2


def test_some_newcomers_and_some_low_predicates_still_wait_for_their_course(table: Table) -> None:
    learnt = {(row["nip"], row["programme_code"]) for row in table("courses")}
    newcomers = [row["nip"] for row in table("employees") if row["employment_type"] == "CPNS"]
    done = sum((nip, LATSAR.code) in learnt for nip in newcomers)
    assert 0 < done < len(newcomers)
    low = {row["nip"] for row in table("evaluations") if "below" in (row["work_result"], row["behaviour"])}
    answered = {nip for nip in low if {(nip, JUDGED.code), (nip, SERVING.code)} & learnt}
    assert 0.3 < len(answered) / len(low) < 0.9
