"""What of the files themselves, and of rows about what the registry holds, is an error."""

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
        ("employees", 1, {"nip": "199008052015051000"}, ("nip", "number_lost_digits")),
        ("employees", 1, {"nip": "1.99008E+17"}, ("nip", "number_lost_digits")),
        ("employees", 1, {"nik": "1671010508900000"}, ("nik", "nik.serial")),
        ("employees", 1, {"birth_date": "05/08/90"}, ("birth_date", "ambiguous_date")),
        ("employees", 1, {"sex": "L"}, ("sex", "literal_error")),
        ("employees", 1, {"birth_date": "1990-08-06"}, ("nip", "nip.agrees_with_birth_date")),
        ("employees", 1, {"nip": CHIEF}, ("nip", "twin")),
        ("employees", 1, {"agency_code": "9999"}, ("agency_code", "unknown")),
        ("employees", 1, {"name": "\u200b\u200b"}, ("name", "string_pattern_mismatch")),
        ("units", 0, {"parent_code": "01"}, ("parent_code", "below_itself")),
        ("units", 0, {"valid_from": "9999-01-01"}, ("valid_from", "entry.not_in_future")),
        ("units", 1, {"valid_from": "2016-12-31"}, ("valid_from", "unit.within_upper")),
        ("positions", 0, {"unit_code": "99"}, ("unit_code", "unknown")),
        ("positions", 0, {"level": ""}, ("level", "position.level")),
        ("positions", 1, {"is_head": "true"}, ("is_head", "position.head_kind")),
        ("ranks", 0, {"rank": "IX"}, ("rank", "rank.known")),
        ("superiors", 0, {"superior_nip": CLERK}, ("superior_nip", "superior.not_self")),
    ],
)
async def test_errors_name_file_row_and_column_and_nothing_is_written(
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


async def test_entry_that_begins_while_the_earlier_one_lasts_is_refused(load: Load, files: Any) -> None:
    files.change("appointments", 1, effective_to="2021-01-01")
    files.write()
    assert named(await load()) == [("appointments", 4, "effective_from", "overlap")]


async def test_position_that_two_people_hold_at_once_is_refused(load: Load, files: Any) -> None:
    files.change("appointments", 2, position_code="P1")
    files.write()
    assert named(await load()) == [("appointments", 2, "position_code", "overlap")]


async def test_person_appointed_in_the_future_is_refused(load: Load, files: Any) -> None:
    born_and_appointed = {"birth_date": "1990-08-05", "appointed_on": "2026-04-01"}
    files.add("employees", nip="199008052026041001", nik="1671010508900009", **born_and_appointed)
    files.write()
    assert named(await load()) == [("employees", 4, "appointed_on", "appointment.not_in_future")]


@pytest.mark.parametrize(
    ("name", "line", "values"),
    [
        ("agencies", 0, {"name": "Kota Lain"}),
        ("units", 1, {"name": "Unit Lain"}),
        ("units", 1, {"parent_code": ""}),
        ("positions", 1, {"title": "Pengolah Lain"}),
        ("employees", 1, {"name": "Dewi Contoh"}),
        ("employees", 1, {"status": "retired"}),
        ("employees", 1, {"nik": "1671010508900099"}),
    ],
)
async def test_row_that_differs_from_the_registry_is_named_and_not_dropped(
    load: Load, files: Any, *, name: str, line: int, values: dict[str, str]
) -> None:
    files.write()
    await load()
    files.change(name, line, **values)
    files.write(name)
    report = await load()
    column = next(iter(values))
    assert named(report) == [(name, line + 2, column, "differs_from_registry")]
    assert not any(value in report.errors[0].error.message.en for value in values.values() if value)


@pytest.mark.parametrize("name", ["ranks", "educations", "appointments"])
async def test_single_file_about_registered_people_finds_them(load: Load, files: Any, name: str) -> None:
    files.write()
    await load()
    files.write(name)
    report = await load()
    assert (report.errors, sum(report.new.values())) == ([], 0)


async def test_superiors_of_registered_people_find_both(load: Load, files: Any) -> None:
    files.write("agencies", "units", "positions", "employees")
    await load()
    files.write("superiors")
    report = await load()
    assert (report.errors, report.new["superior_record"]) == ([], 1)


async def test_second_head_of_a_registered_unit_is_refused(load: Load, files: Any) -> None:
    files.change("positions", 0, is_head="true")
    files.write()
    await load()
    files.add("positions", code="P9", is_head="true")
    files.write("positions")
    assert named(await load()) == [("positions", 5, "is_head", "position.one_head")]
