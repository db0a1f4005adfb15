"""Formations as files: drafted by the hundred, refused by the row, sent again, and out again."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from abdi.testing.exports import ExportsClient
from abdi.testing.imports import ImportsClient
from abdi.testing.principals import ServiceClient, agency_system, auditor, officer, unit_officer
from abdi.testing.problems import assert_problem

Posts = Callable[..., Awaitable[str]]
Step = Callable[..., Awaitable[dict[str, Any]]]
PATH = "/v1/formations"
HEADER = (
    "agency_code,intake,position_id,education_level,education_codes,placement_code,placement_name,"
    "need,openings,post_group,age_maximum,gpa_minimum"
)
ANIMATION = "7634B30B9A4D0205E050640A29031FF8"


@pytest.fixture
def imports(client: ServiceClient) -> ImportsClient:
    """The personnel officer of Palembang."""
    return ImportsClient(client.as_(officer("5671")), "formations")


def row(post: str, place: int = 1, need: str = "general", openings: int = 1, **facts: Any) -> str:
    told = {"agency": "5671", "level": "S1", "codes": ANIMATION, "age": "30", "gpa": '"3,00"'} | facts
    return (
        f"{told['agency']},2024,{post},{told['level']},{told['codes']},SDN-{place},SD Negeri {place},"
        f"{need},{openings},,{told['age']},{told['gpa']}"
    )


def written(*rows: str) -> str:
    return "\n".join((HEADER, *rows)) + "\n"


def counts(told: dict[str, Any]) -> tuple[str, int, int, int, int]:
    return told["state"], told["rows"], told["imported"], told["unchanged"], told["errors"]


async def test_a_file_becomes_drafts_and_the_same_file_changes_nothing(
    imports: ImportsClient, post: str
) -> None:
    file = written(row(post, need="Disability"), row(post, 2, level="s-1"), row(post, openings=3))
    tried = await imports.take(file, dry_run=True)
    assert tried["errors"] == 0
    assert (await imports.by.get(PATH)).json()["data"] == []
    assert counts(await imports.take(file)) == ("finished", 3, 3, 0, 0)
    made = (await imports.by.get(PATH)).json()["data"]
    assert [one["state"] for one in made] == ["draft", "draft"]
    needs = {(opening["need"], opening["count"]) for opening in made[0]["openings"]}
    assert (needs, made[0]["gpa_minimum"]) == ({("disability", 1), ("general", 3)}, "3.00")
    assert counts(await imports.take(file)) == ("finished", 3, 0, 3, 0)


async def test_rows_that_cannot_be_taken_are_named_with_their_formation(
    imports: ImportsClient, post: str, posts: Posts, client: ServiceClient
) -> None:
    gone, abroad = await posts(abolished_on="2026-01-01"), await posts(agency="6671")
    await imports.take(written(row(post, 9)))
    file = written(
        row(post, 1),
        row(post, 1, need="astronaut"),
        row(gone, 2),
        row(abroad, 3),
        row(post, 4, codes="0000"),
        row(post, 5, age="60"),
        row(post, 6, gpa="9"),
        row(post, 9, openings=2),
        row(post, 10, age="30"),
        row(post, 10, need="disability", age="31"),
        row(post, 11, agency="6671"),
        row(post, 12, openings=0),
        *[row(post, 13)] * 2,
        row(post, 14),
    )
    told = await imports.take(file, on_error="skip")
    assert told["imported"] == 1, told
    found = await imports.errors(told)
    assert found == {
        2: ("need", "quotas_needs"),
        3: ("need", "quotas_needs"),
        4: ("position_id", "formation_post_exists"),
        5: ("position_id", "formation_post_known"),
        6: ("education_codes", "formation_education_known"),
        7: ("age_maximum", "age_formation_maximum"),
        8: ("gpa_minimum", "formation_gpa_minimum"),
        9: ("", "asked_for_otherwise"),
        10: ("", "contradictory_in_file"),
        11: ("", "contradictory_in_file"),
        12: ("", "other_agency"),
        13: ("openings", "greater_than_equal"),
        14: ("", "set_aside"),
        15: ("", "twin"),
    }


async def test_what_comes_out_goes_in_again_unchanged(
    imports: ImportsClient, post: str, client: ServiceClient
) -> None:
    await imports.take(written(row(post, need="disability"), row(post, openings=3), row(post, 2)))
    exports = ExportsClient(imports.by, "formations")
    told = await exports.make(filters={"intake": 2024})
    file = await exports.file(told)
    assert told["rows"] == 3
    assert counts(await imports.take(file)) == ("finished", 3, 0, 3, 0)
    assert (await exports.make(filters={"state": "approved"}))["rows"] == 0
    assert (await ExportsClient(client.as_(auditor("5671")), "formations").make())["rows"] == 3
    assert (await ExportsClient(client.as_(officer("6671")), "formations").make())["rows"] == 0


async def test_an_agencys_system_sends_files_and_a_unit_does_not(
    client: ServiceClient, post: str, unit_id: Any
) -> None:
    system = agency_system("5671", "recruitment.formation.import")
    told = await ImportsClient(client.as_(system), "formations").take(written(row(post)))
    assert counts(told) == ("finished", 1, 1, 0, 0)
    unit = client.as_(unit_officer("5671", unit_id))
    assert_problem(await ImportsClient(unit, "formations").send(written(row(post))), 403, "forbidden")
