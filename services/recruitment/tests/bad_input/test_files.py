"""Files that nobody should send, of every kind: refused whole or by the row; nothing of them is kept."""

import csv
import io
from collections.abc import Mapping

import pytest
from services.recruitment.tests.bad_input.test_guessing import contents
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.testing.imports import ImportsClient
from abdi.testing.principals import ServiceClient
from abdi.testing.problems import assert_problem

KINDS = ("formations", "skd_scores", "official_skd_scores", "skb_scores")
UNREADABLE = {
    "nothing": b"",
    "zeros": bytes(1000),
    "half a character": b"\xff\xfe\xff",
    "ten thousand columns": b",".join(b"a%d" % number for number in range(10_000)),
    "a header of Excel's that is none": b"PK\x03\x04 nothing",
    "one long line": b"x" * 1_000_000,
}
CELLS = (
    "1E+30",
    "-1",
    "9" * 40,
    "NaN",
    "a\u202eb",
    "=1+1",
    "''",
    "0,0,0",
    "1.234.567,8",
    "x" * 5000,
    "\u0663",
)
KEPT = {"audit_entry", "bulk_file", "bulk_row", "read_entry"}


def changed(before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> set[str]:
    """Tables that are not as they were, but for those about the file itself."""
    return {name for name in before if before[name] != after[name]} - KEPT


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_no_table_is_refused_at_once(
    objects: Mapping[str, str], by_role: Mapping[str, ServiceClient], session: AsyncSession, kind: str
) -> None:
    assert objects
    before = await contents(session)
    files = ImportsClient(by_role["agency_officer"], kind)
    for form in ("csv", "xlsx"):
        for content in UNREADABLE.values():
            answer = await files.send(content, form=form)
            assert 400 <= answer.status_code < 500, (form, content[:20], answer.text)
            assert_problem(answer, answer.status_code)
    assert not changed(before, await contents(session))


@pytest.mark.parametrize("kind", KINDS)
async def test_cells_that_nobody_should_send_are_named_by_their_rows(
    objects: Mapping[str, str], by_role: Mapping[str, ServiceClient], session: AsyncSession, kind: str
) -> None:
    assert objects
    files = ImportsClient(by_role["agency_officer"], kind)
    template = await files.by.get(f"{files.address}/template", params={"format": "csv"})
    columns = next(csv.reader(io.StringIO(template.content.decode("utf-8-sig"))))
    made = io.StringIO()
    rows = csv.writer(made)
    rows.writerow(columns)
    for cell in CELLS:
        rows.writerow([cell] * len(columns))
    before = await contents(session)
    told = await files.take(made.getvalue())
    assert (told["state"], told["imported"]) == ("refused", 0)
    assert set(await files.errors(told)) == set(range(2, 2 + len(CELLS)))
    assert not changed(before, await contents(session))
