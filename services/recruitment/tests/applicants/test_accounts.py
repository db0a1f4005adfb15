"""The own account over HTTP."""

from datetime import timedelta
from typing import Any

from abdi.clock import FixedClock
from abdi.testing.principals import ServiceClient, applicant, officer
from abdi.testing.problems import assert_problem

ME, MOVE = "/v1/applicants/me", "/v1/applicants/me/address"
FIRST = {"If-Match": '"1"'}
OLD, NEW = "siti1@contoh.id", "baru@contoh.id"


async def test_everybody_sees_the_own_account(account: Any) -> None:
    siti, budi = await account(), await account(name="Budi", sex="female")
    mine = await siti.get(ME)
    assert (mine.json()["name"], mine.json()["nik"], mine.headers["etag"]) == (
        "Siti 1",
        "************0001",
        '"1"',
    )
    assert ((await budi.get(ME)).json()["name"]) == "Budi"


async def test_nobody_else_has_one(client: ServiceClient) -> None:
    assert_problem(await client.as_(officer("5671")).get(ME), 403, "forbidden")
    gone = client.as_(applicant())
    assert_problem(await gone.get(ME), 404, "not-found")
    assert_problem(await gone.patch(ME, json={"name": "X"}, headers=FIRST), 404, "not-found")
    assert_problem(await gone.post(MOVE, json={"address": NEW}), 404, "not-found")
    assert_problem(await gone.post(f"{MOVE}:confirm", json={"code": "1"}), 404, "not-found")


async def test_data_are_corrected_by_who_saw_the_latest(account: Any) -> None:
    siti = await account()
    changed = await siti.patch(ME, json={"name": "Siti Lestari", "birth_place": "Sambas"}, headers=FIRST)
    assert (changed.status_code, changed.json()["name"]) == (200, "Siti Lestari")
    assert changed.headers["etag"] == '"2"'
    assert_problem(await siti.patch(ME, json={"name": "X"}, headers=FIRST), 412, "precondition-failed")
    assert_problem(await siti.patch(ME, json={"name": "X"}), 428, "precondition-required")
    assert_problem(await siti.patch(ME, json={}, headers=FIRST), 422, "malformed")
    assert_problem(await siti.patch(ME, json={"nik": "1"}, headers=FIRST), 422, "malformed")


async def test_data_stay_those_of_the_nik(account: Any) -> None:
    siti = await account()
    answer = await siti.patch(ME, json={"birth_date": "2001-10-21", "sex": "male"}, headers=FIRST)
    problem = assert_problem(answer, 409, "rule-broken")
    assert [reason["rule"] for reason in problem["reasons"]] == [
        "nik.agrees_with_birth_date",
        "nik.agrees_with_sex",
    ]
    assert (await siti.get(ME)).json()["birth_date"] == "2001-10-20"


async def test_a_new_address_is_confirmed_by_a_code_that_goes_there(
    client: ServiceClient, account: Any, code: Any, mails: Any
) -> None:
    siti = await account()
    assert (await siti.post(MOVE, json={"address": NEW})).status_code == 202
    assert (await siti.get(ME)).json()["address"] == "s***@contoh.id"
    sent = await code(NEW)
    moved = await siti.post(f"{MOVE}:confirm", json={"code": sent})
    assert (moved.status_code, moved.json()["address"]) == (200, "b***@contoh.id")
    assert_problem(await siti.post(f"{MOVE}:confirm", json={"code": sent}), 409, "code-refused")
    assert [mail.subject for mail in await mails(OLD)] == ["Alamat surel diubah"]
    assert [one["kind"] for one in (await siti.get("/v1/notices")).json()["data"]] == [
        "account.address_changed"
    ]


async def test_after_a_move_the_new_address_signs_in_and_the_old_one_does_not(
    client: ServiceClient, account: Any, code: Any, mails: Any, clock: FixedClock
) -> None:
    siti = await account()
    await siti.post(MOVE, json={"address": NEW})
    await siti.post(f"{MOVE}:confirm", json={"code": await code(NEW)})
    clock.advance(timedelta(minutes=2))
    told = len(await mails(OLD))
    for address in (OLD, NEW):
        await client.post("/v1/public/applicant-sign-ins", json={"address": address})
    assert len(await mails(OLD)) == told
    confirmed = {"address": NEW, "code": await code(NEW)}
    assert (await client.post("/v1/public/applicant-sign-ins:confirm", json=confirmed)).status_code == 200


async def test_an_address_that_has_an_account_gets_no_code_and_nobody_is_told(
    account: Any, mails: Any
) -> None:
    siti, _ = await account(), await account()
    assert (await siti.post(MOVE, json={"address": "siti2@contoh.id"})).status_code == 202
    assert await mails("siti2@contoh.id") == []
    assert_problem(await siti.post(f"{MOVE}:confirm", json={"code": "12345678"}), 409, "code-refused")


async def test_the_code_of_one_person_moves_nobody_else(account: Any, code: Any) -> None:
    siti, budi = await account(), await account()
    await siti.post(MOVE, json={"address": NEW})
    sent = await code(NEW)
    assert_problem(await budi.post(f"{MOVE}:confirm", json={"code": sent}), 409, "code-refused")
    assert (await siti.post(f"{MOVE}:confirm", json={"code": sent})).status_code == 200


async def test_wrong_codes_for_a_move_are_counted(account: Any, code: Any) -> None:
    siti = await account()
    await siti.post(MOVE, json={"address": NEW})
    sent = await code(NEW)
    wrong = f"{(int(sent.replace(' ', '')) + 1) % 10**8:08d}"
    for _ in range(5):
        assert_problem(await siti.post(f"{MOVE}:confirm", json={"code": wrong}), 409, "code-refused")
    assert_problem(await siti.post(f"{MOVE}:confirm", json={"code": sent}), 409, "code-refused")
