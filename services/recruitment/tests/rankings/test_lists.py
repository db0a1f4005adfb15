"""A published result on paper and in a spreadsheet."""

from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Any
from uuid import uuid4

from python_calamine import CalamineWorkbook

from abdi.testing.principals import ServiceClient
from abdi.testing.problems import assert_problem

Rank = Callable[..., Awaitable[dict[str, Any]]]


async def test_published_result_is_an_official_list(client: ServiceClient, world: Any, rank: Rank) -> None:
    published = await rank("skd")
    path = f"/v1/public/rankings/{published['id']}/results"
    sheet = await client.get(f"{path}.xlsx")
    assert sheet.status_code == 200, sheet.text
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert len([row for row in rows if "P/L" in row]) == 4
    assert not [cell for row in rows for cell in row if cell in world.people]
    paper = await client.get(f"{path}.pdf", headers={"Accept-Language": "en"})
    assert paper.content.startswith(b"%PDF-")
    known = {"If-None-Match": paper.headers["etag"], "Accept-Language": "en"}
    assert (await client.get(f"{path}.pdf", headers=known)).status_code == 304


async def test_what_is_not_published_has_no_list(client: ServiceClient, rank: Rank) -> None:
    computed = await rank("skd", is_published=False)
    for one in (computed["id"], uuid4()):
        for kind in ("pdf", "xlsx"):
            assert_problem(await client.get(f"/v1/public/rankings/{one}/results.{kind}"), 404, "not-found")
