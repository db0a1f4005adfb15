"""The matrix of routes and roles as committed pages: written, or compared with the code."""

import difflib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from abdi.dev.access_matrix import (
    ALLOWED,
    CALLERS,
    DENIED,
    MASKED,
    Cell,
    RouteUndecided,
    Row,
    ServiceMatrix,
    read_suite,
)
from abdi.dev.suite import GATEWAY

FOLDER: Final = Path("docs")
PAGE: Final = "access.md"
DATA: Final = "access.json"
SHOWN_DIFFERENCE: Final = 40
_NO: Final = "no"
_LEGEND: Final = f"""\
# Who may call what

Generated from the code by `make matrix`; `make check` fails when it differs. As data: [{DATA}]({DATA}).

A cell says how far a role reaches. Every person is an employee as well; the other roles add to that.

| reach | about whom or what |
| --- | --- |
| own | the person |
| below | everybody who reports to the person, directly or through others, or to whom the person stands in |
| unit | the unit of the role and the units below it |
| agency | the agency of the role |
| everywhere | every object |
| {_NO} | denied: 403 |

What lies outside the reach is answered with 404, as if it did not exist. *Without* names fields that are
masked. An agency's system also needs the permission as a scope of its token. *Not own*: nobody does it in the
own case, whatever the role.
"""
_OF_THE_GATEWAY: Final = """\
The gateway asks for a sign-in and passes on who asks; the service behind it decides what is shown or changed.
"""


def run_matrix(say: Callable[[str], None], *, is_check: bool, folder: Path = FOLDER) -> int:
    """Write both pages, or compare them with the code. Returns the exit code."""
    try:
        pages = pages_of(read_suite())
    except RouteUndecided as gap:
        say(str(gap))
        return 1
    if is_check:
        return _compare(pages, folder, say=say)
    for name, content in pages.items():
        (folder / name).write_text(content)
    say(f"  {folder / PAGE} and {folder / DATA} are written.")
    return 0


def pages_of(suite: Sequence[ServiceMatrix]) -> dict[str, str]:
    """The content of both files, by name."""
    return {PAGE: "\n".join(_page(suite)), DATA: "\n".join(_data(suite)) + "\n"}


def _compare(pages: dict[str, str], folder: Path, *, say: Callable[[str], None]) -> int:
    for name, content in pages.items():
        file = folder / name
        kept = file.read_text() if file.exists() else ""
        if kept != content:
            difference = difflib.unified_diff(
                kept.splitlines(), content.splitlines(), "committed", "code", "", "", 0, lineterm=""
            )
            say(f"{file} differs from the code; look at the change, then `make matrix`:")
            for line in [*difference][:SHOWN_DIFFERENCE]:
                say(f"  {line[:200]}")
            return 1
    say("  equal")
    return 0


def _page(suite: Sequence[ServiceMatrix]) -> Iterator[str]:
    yield _LEGEND
    yield from _counts(suite)
    for matrix in suite:
        yield f"## {matrix.service}\n"
        if matrix.service == GATEWAY:
            yield _OF_THE_GATEWAY
        yield from _table(("route", "operation", "permission"), matrix.routes, _route_columns)
        if matrix.inside:
            yield "Asked for inside these routes, when more is known than the address says:\n"
            yield from _table(("permission",), matrix.inside, lambda row: (f"`{row.permission}`",))


def _counts(suite: Sequence[ServiceMatrix]) -> Iterator[str]:
    yield f"| service | routes | decisions | {ALLOWED} | {MASKED} | {DENIED} |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    total: Counter[str] = Counter()
    for matrix in suite:
        total.update(matrix.counts)
        yield _count_line(matrix.service, len(matrix.routes), matrix.counts)
    yield _count_line("**all**", sum(len(matrix.routes) for matrix in suite), total)
    yield ""


def _count_line(name: str, routes: int, counts: Counter[str]) -> str:
    numbers = (routes, counts.total(), counts[ALLOWED], counts[MASKED], counts[DENIED])
    return f"| {name} | {' | '.join(str(number) for number in numbers)} |"


def _table(
    heads: tuple[str, ...], rows: Sequence[Row], columns: Callable[[Row], tuple[str, ...]]
) -> Iterator[str]:
    named = (*heads, *(caller.replace("_", " ") for caller in CALLERS), "note")
    yield f"| {' | '.join(named)} |"
    yield f"|{' --- |' * len(named)}"
    for row in rows:
        cells = (*columns(row), *(_shown(row.cells[caller]) for caller in CALLERS), _note(row))
        yield f"| {' | '.join(cells)} |"
    yield ""


def _route_columns(row: Row) -> tuple[str, ...]:
    permission = f"`{row.permission}`" if row.permission else "public"
    return f"`{row.method} {row.path}`", row.operation, permission


def _shown(cell: Cell) -> str:
    parts = [
        f"{reach} without {', '.join(sorted(masked))}" if masked else reach for reach, masked in cell.items()
    ]
    return "; ".join(parts) or _NO


def _note(row: Row) -> str:
    return "; ".join(part for part in ("not own" if row.is_not_own else "", row.article or "") if part)


def _data(suite: Sequence[ServiceMatrix]) -> Iterator[str]:
    """JSON with one route a line, so that a change shows as one line."""
    yield '{"callers": ' + json.dumps(CALLERS) + ', "services": {'
    for matrix in suite:
        decisions = {decision: matrix.counts[decision] for decision in (ALLOWED, MASKED, DENIED)}
        counts = json.dumps({"routes": len(matrix.routes), **decisions})
        yield f'"{matrix.service}": {{"counts": {counts}, "routes": ['
        yield ",\n".join(json.dumps(_route(row)) for row in matrix.routes)
        yield '], "asked_inside": ['
        yield ",\n".join(json.dumps(_facts(row)) for row in matrix.inside)
        yield "]}" + ("" if matrix is suite[-1] else ",")
    yield "}}"


def _route(row: Row) -> dict[str, Any]:
    return {"method": row.method, "path": row.path, "operation": row.operation, **_facts(row)}


def _facts(row: Row) -> dict[str, Any]:
    """`decisions`: by caller each reach with what it does not show; empty when denied."""
    return {
        "permission": row.permission,
        "not_own": row.is_not_own,
        "article": row.article,
        "decisions": {
            caller: {reach: sorted(masked) for reach, masked in row.cells[caller].items()}
            for caller in CALLERS
        },
    }
