"""What an auditor does not see of a candidate, and that no answer with a record goes unnoted."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.tables import read_entry
from abdi.testing.principals import ServiceClient, auditor

Answer = Callable[..., Awaitable[None]]
HIDDEN = ["birth_date", "birth_place", "nik"]


async def test_auditor_sees_no_birth_data(
    client: ServiceClient, palembang: ServiceClient, candidate: dict[str, Any]
) -> None:
    inspecting, path = client.as_(auditor("5671")), f"/v1/candidates/{candidate['id']}"
    one = (await inspecting.get(path)).json()
    (listed,) = (await inspecting.get("/v1/candidates")).json()["data"]
    for read in (one, listed):
        assert [read[name] for name in HIDDEN] == [None, None, None]
        assert (read["masked"], read["name"]) == (HIDDEN, candidate["name"])
    by_officer = (await palembang.get(path)).json()
    assert (by_officer["birth_date"], by_officer["masked"]) == ("1999-08-05", [])


async def test_correction_that_changes_nothing_is_noted_as_a_read(
    palembang: ServiceClient, candidate: dict[str, Any], refused: Answer, session: AsyncSession
) -> None:
    await refused(candidate["id"])
    path, version = f"/v1/candidates/{candidate['id']}", {"If-Match": '"2"'}
    answer = await palembang.patch(path, json={"name": candidate["name"]}, headers=version)
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    (noted,) = (await session.execute(select(read_entry))).all()
    assert (noted.action, [UUID(one) for one in noted.subjects]) == (
        "candidate.read",
        [UUID(candidate["id"])],
    )
