"""What everybody may read of announced selections, without sign-in."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from abdi.testing.principals import ServiceClient
from abdi.testing.problems import assert_problem

Planned = Callable[..., dict[str, Any]]
PUBLIC = "/v1/public/selections"


async def test_the_public_reads_a_selection_with_its_schedule_and_size(
    client: ServiceClient, announced: dict[str, Any]
) -> None:
    answer = await client.get(f"{PUBLIC}/{announced['id']}")
    assert answer.status_code == 200, answer.text
    seen = answer.json()
    assert (seen["formations"], seen["openings"], len(seen["stages"])) == (1, 50, 16)
    assert seen["stages"][1]["name"] == {"id": "Pendaftaran", "en": "Registration"}
    assert answer.headers["cache-control"] == "public, max-age=60"
    again = await client.get(f"{PUBLIC}/{announced['id']}", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_draft_is_nobody_elses_business(
    client: ServiceClient, palembang: ServiceClient, draft: dict[str, Any]
) -> None:
    cancel = f"/v1/selections/{draft['id']}/cancellation"
    for _ in range(2):
        for path in ("", "/formations", "/requirements", "/changes", ".ics", "/formations.pdf"):
            assert_problem(await client.get(f"{PUBLIC}/{draft['id']}{path}"), 404, "not-found")
        assert (await client.get(PUBLIC)).json()["data"] == []
        # Also when it is cancelled before anybody heard of it.
        etag = {"If-Match": f'"{draft["version"]}"'}
        await palembang.post(cancel, json={"reason": "salah buat"}, headers=etag)


async def test_lists_are_narrowed_and_tell_what_changed_since(
    client: ServiceClient, announced: dict[str, Any]
) -> None:
    for query, count in (
        ({}, 1),
        ({"agency": "5671", "intake": "2024", "state": "announced"}, 1),
        ({"agency": "6671"}, 0),
        ({"state": "cancelled"}, 0),
        ({"changed_since": announced["updated_at"]}, 1),
        ({"changed_since": "2199-01-01T00:00:00Z"}, 0),
    ):
        page = (await client.get(PUBLIC, params=query)).json()
        assert len(page["data"]) == count, query
    assert page["page"]["synced_until"]
    assert_problem(await client.get(PUBLIC, params={"unknown": "1"}), 422, "malformed")


async def test_formations_are_found_by_education_place_need_and_words(
    client: ServiceClient, palembang: ServiceClient, draft: dict[str, Any], approved: Callable[..., Any]
) -> None:
    doctor = {
        "position_name": "Dokter Spesialis",
        "education_codes": ["7100001"],
        "education_level": "PROFESI",
        "placement_code": "rsud",
        "placement_name": "RSUD BARI",
        "post_group": "specialist_doctor",
    }
    await approved({"disability": 1}, **doctor)
    await palembang.post(f"/v1/selections/{draft['id']}/approved-formations")
    seen = (await palembang.get(f"/v1/selections/{draft['id']}")).json()
    announce = f"/v1/selections/{draft['id']}/announcement"
    etag = {"If-Match": f'"{seen["version"]}"'}
    await palembang.post(announce, json={"announcement_number": "800/2"}, headers=etag)
    path = f"{PUBLIC}/{draft['id']}/formations"
    for query, names in (
        ({}, ["Guru Ahli Pertama", "Dokter Spesialis"]),
        ({"education_code": "7100001"}, ["Dokter Spesialis"]),
        ({"education_level": "S1"}, ["Guru Ahli Pertama"]),
        ({"place": "rsud"}, ["Dokter Spesialis"]),
        ({"need": "general"}, ["Guru Ahli Pertama"]),
        ({"text": "bari dokter"}, ["Dokter Spesialis"]),
        ({"text": "100%"}, []),
    ):
        page = (await client.get(path, params=query)).json()
        assert [row["position_name"] for row in page["data"]] == names, query
    (found,) = (await client.get(path, params={"place": "rsud"})).json()["data"]
    assert (found["age_minimum"], found["age_maximum"]) == (18, 40)
    assert [(one["need"], one["count"]) for one in found["openings"]] == [("disability", 1)]


async def test_pages_go_on_by_cursor_for_everybody(
    client: ServiceClient, palembang: ServiceClient, draft: dict[str, Any], approved: Callable[..., Any]
) -> None:
    for _ in range(2):
        await approved({"general": 1, "disability": 1})
    await palembang.post(f"/v1/selections/{draft['id']}/approved-formations")
    seen = (await palembang.get(f"/v1/selections/{draft['id']}")).json()
    announce = f"/v1/selections/{draft['id']}/announcement"
    etag = {"If-Match": f'"{seen["version"]}"'}
    await palembang.post(announce, json={"announcement_number": "800/2"}, headers=etag)
    path, found = f"{PUBLIC}/{draft['id']}/formations?limit=2", []
    page = (await client.get(path)).json()
    found += page["data"]
    rest = (await client.get(path, params={"limit": 2, "cursor": page["page"]["next_cursor"]})).json()
    assert len({one["id"] for one in [*found, *rest["data"]]}) == 3
    assert rest["page"]["has_more"] is False


async def test_requirements_name_the_rule_behind_each(
    client: ServiceClient, announced: dict[str, Any]
) -> None:
    seen = (await client.get(f"{PUBLIC}/{announced['id']}/requirements")).json()
    assert seen["thresholds"]["disability"] == {"twk": None, "tiu": 60, "tkp": None, "total": 286}
    assert (seen["skd_weight"], seen["skb_weight"], seen["shortlist_multiple"]) == (40, 60, 3)
    assert seen["ages"]["groups"]["specialist_doctor"] == 40
    assert {test["kind"]: test["weight"] for test in seen["tests"]} == {"cat": 60, "work_practice": 40}
    assert [one["code"] for one in seen["documents"]] == ["diploma"]
    assert seen["articles"]["thresholds"] == "KepmenPANRB 321/2024"


async def test_changes_say_what_moved_and_why(
    client: ServiceClient, palembang: ServiceClient, announced: dict[str, Any]
) -> None:
    stages = [one for one in announced["stages"] if one["code"] != "registration"]
    stages.append({"code": "registration", "starts_on": "2026-03-03", "ends_on": "2026-03-24"})
    body = {"stages": stages, "reason": "Perpanjangan", "reference": "Surat BKN 5900/2026"}
    etag = {"If-Match": f'"{announced["version"]}"'}
    moved = await palembang.post(f"/v1/selections/{announced['id']}/reschedule", json=body, headers=etag)
    assert moved.status_code == 200, moved.text
    changes = (await client.get(f"{PUBLIC}/{announced['id']}/changes")).json()
    assert [(one["schedule_version"], one["moved"], one["reason"]) for one in changes] == [
        (1, [], None),
        (2, ["registration"], "Perpanjangan"),
    ]


async def test_what_is_not_there_is_not_found(client: ServiceClient) -> None:
    for path in ("", "/formations", "/requirements", "/changes", ".ics", "/formations.xlsx"):
        assert_problem(await client.get(f"{PUBLIC}/{uuid4()}{path}"), 404, "not-found")
    assert_problem(await client.get(f"{PUBLIC}/one"), 422, "malformed")


async def test_the_public_changes_nothing(client: ServiceClient, announced: dict[str, Any]) -> None:
    answer = await client.post(f"/v1/selections/{announced['id']}/completion")
    assert_problem(answer, 401, "unauthenticated")
