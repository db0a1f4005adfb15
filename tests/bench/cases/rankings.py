"""The ranking of a national selection: the core against plain Polars, the whole against bare COPY."""

import asyncio
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import asyncpg

from abdi.db import migrations
from tests.bench.figures import Figure, at_most, compared
from tests.bench.ranking_people import Filled, fill, publish_and_test
from tests.bench.stage import Stage
from tests.bench.stand import told

FEW: Final = 400_000
MANY: Final = 4_000_000
ROUNDS: Final = 3
_SKD_ROWS: Final = """
    SELECT a.opening_id, a.id, a.applicant_id, s.standing, s.twk, s.tiu, s.tkp
    FROM application a JOIN skd_sitting s ON s.application_id = a.id WHERE a.selection_id = $1
"""
_FINAL_ROWS: Final = """
    SELECT a.opening_id, a.id, a.applicant_id, a.state, a.gpa, a.birth_date, r.twk, r.tiu, r.tkp,
           s.test_id, s.score, s.standing
    FROM ranking_row r JOIN application a ON a.id = r.application_id
    JOIN skb_score s ON s.application_id = a.id WHERE a.selection_id = $1
"""


@dataclass(frozen=True)
class Whole:
    """Both stages of one selection: seconds of ours and of the bare COPY both ways, peak memory in MB."""

    ours: float
    floor: float
    peak: float


def rankings(stage: Stage) -> list[Figure]:
    """400,000 applicants."""
    return [*_core(stage, FEW), *_figures(_whole(stage, FEW), FEW)]


def national(stage: Stage) -> list[Figure]:
    """4,000,000 applicants over 250,000 formations, and against a tenth of them."""
    few, many = _whole(stage, FEW), _whole(stage, MANY)
    growth = Figure(f"ranking of {MANY:,} against a tenth", "s", many.ours, few.ours, goal=at_most(15))
    return [*_core(stage, MANY), *_figures(many, MANY), growth]


def _core(stage: Stage, applicants: int) -> list[Figure]:
    rounds = ROUNDS if applicants == FEW else 1
    process = stage.stand.spawn(["tests.bench.ranking_core", str(applicants), str(rounds)], {}, pipes=True)
    try:
        found = told(process)
    finally:
        stage.stand.end(process)
    assert found["is_same"], "core and floor tell different codes"
    name = f"ranking core, {applicants:,} applicants"
    return [compared(name, "s", (found["ours"], found["floor"]), at_most(2))]


def _figures(whole: Whole, applicants: int) -> list[Figure]:
    name = f"ranking of {applicants:,} from PostgreSQL to PostgreSQL"
    return [
        compared(f"{name} against COPY", "s", (whole.ours, whole.floor), at_most(3)),
        Figure(f"{name}, peak memory", "MB", whole.peak, goal=at_most(600)),
    ]


def _whole(stage: Stage, applicants: int) -> Whole:
    database = stage.stand.fresh_database("recruitment", partial(migrations.upgrade, "recruitment"))
    filled = asyncio.run(fill(database.admin_url, applicants))
    environment = stage.stand.environment(database)
    skd = _ranked(stage, filled, environment, "skd")
    floor = asyncio.run(_copied(filled, _SKD_ROWS, skd["ranking_id"]))
    asyncio.run(publish_and_test(filled, skd["ranking_id"]))
    final = _ranked(stage, filled, environment, "final")
    floor += asyncio.run(_copied(filled, _FINAL_ROWS, final["ranking_id"]))
    assert skd["manifest"]["rows"] == applicants, skd["manifest"]
    return Whole(skd["seconds"] + final["seconds"], floor, max(skd["peak"], final["peak"]))


def _ranked(stage: Stage, filled: Filled, environment: dict[str, str], name: str) -> dict[str, Any]:
    arguments = ["tests.bench.ranking_run", str(filled.selection_id), name]
    process = stage.stand.spawn(arguments, environment, pipes=True)
    try:
        return told(process)
    finally:
        stage.stand.end(process)


async def _copied(filled: Filled, query: str, ranking_id: str) -> float:
    """Seconds of COPY out of the input rows and COPY in of the result rows, nothing else."""
    connection = await asyncpg.connect(filled.url)
    try:
        await connection.execute("DROP TABLE IF EXISTS bare_row")
        await connection.execute("CREATE TABLE bare_row (LIKE ranking_row INCLUDING ALL)")
        with TemporaryDirectory(prefix="abdi-bench-copy-") as folder:
            rows = Path(folder, "rows")
            result = f"SELECT * FROM ranking_row WHERE ranking_id = '{ranking_id}'"
            await connection.copy_from_query(result, output=str(rows), format="csv")
            begin = time.perf_counter()
            await connection.copy_from_query(query, filled.selection_id, output="/dev/null", format="csv")
            await connection.copy_to_table("bare_row", source=str(rows), format="csv")
            seconds = time.perf_counter() - begin
        await connection.execute("DROP TABLE bare_row")
    finally:
        await connection.close()
    return seconds
