"""The rules that the API applies to histories hold for imported ones too."""

from collections.abc import Callable
from typing import Any

import pytest

from abdi.testing.observers import Events

Load = Callable[..., Any]
CHIEF = "197708262002041001"
CLERK = "199008052015051001"


def named(report: Any) -> list[tuple[str, int, str, str]]:
    return [(one.file, one.error.row, one.error.column, one.error.code) for one in report.errors]


@pytest.mark.parametrize(
    ("name", "line", "values", "error"),
    [
        ("ranks", 2, {"effective_from": "9999-03-01"}, ("effective_from", "entry.not_in_future")),
        ("ranks", 2, {"effective_from": "1900-03-01"}, ("effective_from", "rank.not_before_appointment")),
        ("ranks", 2, {"effective_from": "2002-04-17"}, ("effective_from", "rank.first_of_month")),
        ("ranks", 2, {"rank": "IV/e"}, ("rank", "rank.starting")),
        ("ranks", 1, {"rank": "III/a"}, ("rank", "rank.starting")),
        ("ranks", 1, {"promotion_type": "101"}, ("rank", "rank.step")),
        ("ranks", 0, {"rank": "III/b"}, ("rank", "rank.step")),
        ("ranks", 0, {"decree_on": "9999-01-01"}, ("decree_on", "entry.decree_date")),
        ("educations", 1, {"graduated_on": "1980-06-01"}, ("graduated_on", "entry.not_too_early")),
        ("appointments", 0, {"effective_from": "0001-01-01"}, ("effective_from", "entry.not_too_early")),
        ("appointments", 1, {"effective_to": "2017-01-01"}, ("effective_to", "entry.period")),
        ("superiors", 0, {"effective_from": "2014-01-01"}, ("effective_from", "entry.not_too_early")),
        ("superiors", 0, {"effective_from": "2030-01-01"}, ("effective_from", "entry.not_in_future")),
    ],
)
async def test_histories_of_new_people_keep_the_rules_of_the_api(
    load: Load,
    files: Any,
    events: Events,
    *,
    name: str,
    line: int,
    values: dict[str, str],
    error: tuple[str, str],
) -> None:
    files.change(name, line, **values)
    files.write()
    assert (name, line + 2, *error) in named(await load())
    assert await events.published() == []


async def test_two_people_are_not_each_others_superior(load: Load, files: Any) -> None:
    files.add("superiors", nip=CHIEF, superior_nip=CLERK, effective_from="2023-01-01")
    files.write()
    assert named(await load()) == [("superiors", 3, "superior_nip", "superior.no_circle")]


async def test_circle_that_a_line_of_the_registry_closes_is_refused(load: Load, files: Any) -> None:
    files.write()
    await load()
    files.rows["superiors"] = []
    files.add("superiors", nip=CHIEF, superior_nip=CLERK, effective_from="2023-01-01")
    files.write("superiors")
    assert named(await load()) == [("superiors", 2, "superior_nip", "superior.no_circle")]


async def test_people_may_change_places_over_the_years(load: Load, files: Any) -> None:
    files.rows["superiors"] = []
    files.add("superiors", nip=CLERK, superior_nip=CHIEF, effective_from="2022-06-01")
    files.add("superiors", nip=CHIEF, superior_nip=CLERK, effective_from="2020-01-01")
    person = {"nip": "198008052010051001", "nik": "1671010508800001", "name": "Eka Contoh"}
    files.add("employees", **person, birth_date="1980-08-05", appointed_on="2010-05-01")
    files.add("superiors", nip=CHIEF, superior_nip=person["nip"], effective_from="2022-06-01")
    files.write()
    assert (await load()).errors == []


async def test_who_has_left_holds_no_position_and_is_nobodys_superior(load: Load, files: Any) -> None:
    files.change("employees", 0, status="retired")
    files.write()
    assert named(await load()) == [
        ("appointments", 2, "effective_to", "not_in_service"),
        ("superiors", 2, "superior_nip", "superior.in_service"),
    ]


async def test_histories_of_who_has_left_take_nothing_new(load: Load, files: Any) -> None:
    files.rows["appointments"], files.rows["superiors"] = [], []
    files.change("employees", 1, status="retired")
    files.write()
    await load()
    files.add("ranks", nip=CLERK, rank="III/a", effective_from="2023-10-01", promotion_type="101")
    files.write("ranks")
    assert named(await load()) == [("ranks", 5, "nip", "not_in_service")]
