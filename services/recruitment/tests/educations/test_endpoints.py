"""The list of educations: for everybody, searched and paged."""

from abdi.testing.principals import ServiceClient
from abdi.testing.problems import assert_problem
from recruitment.educations.programmes import programmes

PATH = "/v1/public/educations"


async def test_everybody_finds_a_programme_without_signing_in(client: ServiceClient) -> None:
    page = (await client.get(PATH, params={"q": "s-1 animasi"})).json()
    assert page["data"] == [
        {"code": "7634B30B9A4D0205E050640A29031FF8", "name": "S-1 ANIMASI", "level": "S1"}
    ]
    assert page["page"]["has_more"] is False


async def test_levels_and_pages_tell_each_programme_once(client: ServiceClient) -> None:
    expected = sorted(one.code for one in programmes().values() if one.level == "SMP")
    found: list[str] = []
    asked = {"level": "SMP", "limit": "50"}
    while True:
        page = (await client.get(PATH, params=asked)).json()
        found += [one["code"] for one in page["data"]]
        if not page["page"]["has_more"]:
            break
        asked["cursor"] = page["page"]["next_cursor"]
    assert sorted(found) == expected
    assert len(expected) == 118


async def test_what_the_list_does_not_know_is_refused(client: ServiceClient) -> None:
    assert_problem(await client.get(PATH, params={"level": "S9"}), 422, "malformed", pointer="/level")
    told = await client.get(PATH, params={"changed_since": "2026-01-01T00:00:00Z"})
    assert_problem(told, 422, "malformed", pointer="/changed_since")


def test_the_list_is_whole_and_every_level_is_ours() -> None:
    known = programmes()
    assert len(known) == 23_616
    assert known["0E8FF311A1EE75F9E060640AF1080F78"].level == "PROFESI"
    assert {one.level for one in known.values()} == {
        "SD", "SMP", "SMP_KEJURUAN", "SMA", "D1", "D2", "D3", "D4", "S1", "PROFESI", "S2", "S3",
    }  # fmt: skip
