"""Taking in files of programmes and courses."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from typer.testing import CliRunner, Result

from abdi.bulk.commanding import CommandImport, CommandReport
from abdi.clock import FixedClock
from abdi.db.uow import UnitContext
from abdi.settings import ServiceSettings
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import Events, count_queries
from training.commands import app
from training.courses.models import Course
from training.employees.queries import lock_people
from training.imports.courses import COURSES
from training.imports.programmes import PROGRAMMES
from training.needs.models import Need
from training.programmes.models import Programme

Register = Callable[..., Awaitable[UUID]]
Evaluate = Callable[..., Awaitable[object]]
Reports = dict[str, CommandReport]
Take = Callable[..., Awaitable[Reports]]
SITI, BUDI = "199001012015031001", "199001012015031002"
CATALOGUE = (
    "agency_code,code,title,kind,form,hours,answers",
    ",LATSAR,Latsar CPNS,latsar,classical,511,latsar",
    "5671,TEK-01,Pelatihan Teknis,technical,classical,24,performance",
    "5671,BIMTEK,Bimbingan Teknis,technical,classical,6,",
)
HEADER = "agency_code,nip,programme_code,started_on,completed_on,jp,certificate_number,provider"
RUN = f"5671,{SITI},TEK-01,2026-02-09,2026-02-11,24,800/1,BPSDM"

pytestmark = pytest.mark.usefixtures("rules_in_force")


def write(folder: Path, *courses: str, programmes: tuple[str, ...] = CATALOGUE) -> None:
    (folder / "programmes.csv").write_text("\n".join(programmes) + "\n", encoding="utf-8")
    (folder / "courses.csv").write_text("\n".join((HEADER, *courses)) + "\n", encoding="utf-8")


@pytest.fixture
def take(sessions: async_sessionmaker[AsyncSession], clock: FixedClock, tmp_path: Path) -> Take:
    async def run(*courses: str, is_dry_run: bool = False, **files: tuple[str, ...]) -> Reports:
        write(tmp_path, *courses, **files)
        context = UnitContext(actor="operator", request_id="test", action="import", clock=clock)
        return {
            kind.name: await CommandImport(
                kind, tmp_path / f"{kind.name}.csv", sessions, context, is_dry_run=is_dry_run
            ).run()
            for kind in (PROGRAMMES, COURSES)
        }

    return run


def counted(reports: Reports) -> list[tuple[int, int, int]]:
    return [(report.imported, report.unchanged, report.refused) for report in reports.values()]


def codes(report: CommandReport) -> list[tuple[int, str, str]]:
    return [(error.row, error.column, error.code) for error in report.errors]


async def test_courses_are_recorded_with_everything_that_follows_and_once_only(
    take: Take, register: Register, evaluate: Evaluate, events: Events, unit: Unit
) -> None:
    person = await register(nip=SITI)
    await evaluate(person, "poor")
    rows = (RUN, f"5671,{SITI},BIMTEK,2026-02-12,2026-02-12,,,Biro Hukum")
    assert counted(await take(*rows)) == [(3, 0, 0), (2, 0, 0)]
    assert len(await events.published("training.need.closed")) == 1
    assert counted(await take(*rows)) == [(0, 3, 0), (0, 2, 0)]
    assert len(await events.published("training.course.completed")) == 2
    async with unit() as session:
        assert sorted(await session.scalars(select(Course.jp))) == [6, 24]
        assert await session.scalar(select(Need.state)) == "closed"
        assert await session.scalar(select(Programme.agency).where(Programme.code == "LATSAR")) is None


async def test_rows_that_cannot_be_taken_are_named_and_the_others_are_taken(
    take: Take, register: Register
) -> None:
    await register(nip=SITI)
    report = (
        await take(
            f"5671,{BUDI},TEK-01,2026-02-09,2026-02-11,24,800/2,BPSDM",
            f"6671,{SITI},TEK-01,2026-02-09,2026-02-11,24,800/2,BPSDM",
            f"5671,{SITI},NONE,2026-02-09,2026-02-11,24,800/2,BPSDM",
            f"5671,{SITI},TEK-01,2026-02-09,2026-12-11,24,800/2,BPSDM",
            f"5671,{SITI},TEK-01,2026-02-09,2026-02-11,many,800/2,BPSDM",
            "5671,1.99E+17,TEK-01,2026-02-09,2026-02-11,24,800/2,BPSDM",
            RUN,
            RUN.replace("2026-02-09", "2026-02-10"),
            f"5671,{SITI},TEK-01",
        )
    )["courses"]
    assert report.imported == 1
    assert codes(report)[:8] == [
        (2, "nip", "unknown_employee"),
        (3, "nip", "unknown_employee"),
        (4, "programme_code", "unknown_programme"),
        (5, "", "course_refused"),
        (6, "jp", "malformed_number"),
        (7, "nip", "number_lost_digits"),
        (9, "", "certificate_already_recorded"),
        (10, "completed_on", "missing"),
    ]
    assert "Only a completed course" in report.errors[3].message.en
    assert all(error.message.id != error.message.en for error in report.errors)


async def test_repeated_rows_are_named_and_of_contradicting_ones_none_is_taken(
    take: Take, register: Register, unit: Unit
) -> None:
    await register(nip=SITI)
    twice = CATALOGUE[2].replace(",24,", ",30,")
    reports = await take(
        RUN,
        RUN,
        RUN.replace(",24,", ",20,"),
        f"5671,{SITI},BIMTEK,2026-02-12,2026-02-12,,,Biro Hukum",
        programmes=(*CATALOGUE, CATALOGUE[3], twice.replace("TEK-01", "TEK-02"), CATALOGUE[2]),
    )
    assert codes(reports["programmes"]) == [(5, "", "twin"), (7, "", "twin")]
    assert codes(reports["courses"]) == [
        (2, "", "contradictory_in_file"),
        (3, "", "twin"),
        (4, "", "contradictory_in_file"),
    ]
    again = await take(programmes=(CATALOGUE[0], twice, CATALOGUE[2]))
    assert codes(again["programmes"]) == [(2, "", "contradictory_in_file"), (3, "", "contradictory_in_file")]
    async with unit() as session:
        assert await session.scalar(select(Programme.hours).where(Programme.code == "TEK-01")) == 24


async def test_a_changed_catalogue_is_taken_over(take: Take, unit: Unit) -> None:
    await take()
    changed = (CATALOGUE[0], CATALOGUE[2].replace(",24,", ",30,"), CATALOGUE[3])
    assert counted(await take(programmes=changed))[0] == (1, 1, 0)
    async with unit() as session:
        found = select(Programme.hours, Programme.version).where(Programme.code == "TEK-01")
        assert (await session.execute(found)).one() == (30, 2)


async def test_a_dry_run_stores_nothing(take: Take, register: Register, events: Events, unit: Unit) -> None:
    await register(nip=SITI)
    reports = await take(RUN, is_dry_run=True)
    assert counted(reports) == [(3, 0, 0), (0, 0, 1)]
    assert codes(reports["courses"]) == [(2, "programme_code", "unknown_programme")]
    async with unit() as session:
        assert await session.scalar(select(func.count()).select_from(Programme)) == 0
    assert await events.published() == []


async def test_the_number_of_statements_does_not_grow_with_the_rows(take: Take, register: Register) -> None:
    nips = [f"1990010120150310{number:02}" for number in range(30)]
    for nip in nips:
        await register(nip=nip)
    runs = [RUN.replace(SITI, nip) for nip in nips]
    await take()
    with count_queries() as few:
        await take(*runs[:2])
    with count_queries() as many:
        await take(*runs[2:])
    assert 0 < len(many) <= len(few)


async def test_many_people_share_their_locks(unit: Unit) -> None:
    async with unit() as session:
        await lock_people(session, [uuid4() for _ in range(20_000)])
        held = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert await session.scalar(held) <= 2_048


async def run(folder: Path) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, app, ["import", str(folder), "--wait", "0"])


async def test_the_command_says_what_it_did(
    monkeypatch: pytest.MonkeyPatch, settings: ServiceSettings, register: Register, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("CURSOR_KEY", settings.cursor_key.get_secret_value())
    monkeypatch.setenv("TOKEN_KEYS_FILE", str(settings.token_keys_file))
    assert (await run(tmp_path)).exit_code == 2
    await register(nip=SITI)
    write(tmp_path, RUN, RUN.replace(SITI, BUDI))
    result = await run(tmp_path)
    assert result.exit_code == 1
    assert "courses.csv line 3, nip: unknown_employee: agency 5671 has no employee" in result.output
    assert "programmes.csv: 3 rows: 3 imported, 0 unchanged, 0 refused" in result.output
    assert "courses.csv: 2 rows: 1 imported, 0 unchanged, 1 refused" in result.output


async def test_the_command_names_what_no_file_has(
    monkeypatch: pytest.MonkeyPatch, settings: ServiceSettings, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("CURSOR_KEY", settings.cursor_key.get_secret_value())
    monkeypatch.setenv("TOKEN_KEYS_FILE", str(settings.token_keys_file))
    (tmp_path / "courses.csv").write_text("nip;provider\n1;2\n")
    result = await run(tmp_path)
    assert result.exit_code == 2
    assert "missing_column" in result.output
