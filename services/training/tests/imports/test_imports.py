"""Taking in files of programmes and courses."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from typer.testing import CliRunner, Result

from abdi.clock import FixedClock
from abdi.settings import ServiceSettings
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import Events
from training.commands import app
from training.courses.models import Course
from training.imports.files import FileNotReadable
from training.imports.service import ImportReport, TrainingImport
from training.needs.models import Need
from training.programmes.models import Programme

Register = Callable[..., Awaitable[UUID]]
Evaluate = Callable[..., Awaitable[object]]
Take = Callable[..., Awaitable[ImportReport]]
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
    async def run(*courses: str, is_dry_run: bool = False) -> ImportReport:
        write(tmp_path, *courses)
        return await TrainingImport(sessions, clock, tmp_path, is_dry_run=is_dry_run).run()

    return run


async def test_courses_are_recorded_with_everything_that_follows_and_once_only(
    take: Take, register: Register, evaluate: Evaluate, events: Events, unit: Unit
) -> None:
    person = await register(nip=SITI)
    await evaluate(person, "poor")
    report = await take(RUN, f"5671,{SITI},BIMTEK,2026-02-12,2026-02-12,,,Biro Hukum")
    assert (report.rows, report.imported, report.unchanged, report.errors) == (5, 5, 0, [])
    assert len(await events.published("training.need.closed")) == 1
    again = await take(RUN, f"5671,{SITI},BIMTEK,2026-02-12,2026-02-12,,,Biro Hukum")
    assert (again.imported, again.unchanged, again.errors) == (0, 5, [])
    assert len(await events.published("training.course.completed")) == 2
    async with unit() as session:
        assert sorted(await session.scalars(select(Course.jp))) == [6, 24]
        assert await session.scalar(select(Need.state)) == "closed"
        assert await session.scalar(select(Programme.agency).where(Programme.code == "LATSAR")) is None


async def test_rows_that_cannot_be_taken_are_named_and_the_others_are_taken(
    take: Take, register: Register
) -> None:
    await register(nip=SITI)
    report = await take(
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
    assert report.imported == 4
    assert [(error.line, error.code) for error in report.errors] == [
        (2, "unknown_employee"),
        (3, "other_agency"),
        (4, "unknown_programme"),
        (5, "course-refused"),
        (6, "malformed"),
        (7, "number_lost_digits"),
        (9, "certificate-already-recorded"),
        (10, "too_few_cells"),
    ]
    assert "Only a completed course" in report.errors[3].detail


async def test_a_changed_catalogue_is_taken_over(
    take: Take, sessions: async_sessionmaker[AsyncSession], clock: FixedClock, tmp_path: Path, unit: Unit
) -> None:
    await take()
    write(tmp_path, programmes=(CATALOGUE[0], CATALOGUE[2].replace(",24,", ",30,"), CATALOGUE[3]))
    report = await TrainingImport(sessions, clock, tmp_path).run()
    assert (report.imported, report.unchanged) == (1, 1)
    async with unit() as session:
        changed = select(Programme.hours, Programme.version).where(Programme.code == "TEK-01")
        assert (await session.execute(changed)).one() == (30, 2)


async def test_a_dry_run_stores_nothing(take: Take, register: Register, events: Events, unit: Unit) -> None:
    await register(nip=SITI)
    report = await take(RUN, is_dry_run=True)
    assert report.imported == 3
    assert [error.code for error in report.errors] == ["unknown_programme"]
    async with unit() as session:
        assert await session.scalar(select(func.count()).select_from(Programme)) == 0
    assert await events.published() == []


async def test_a_file_without_the_columns_is_refused(
    sessions: async_sessionmaker[AsyncSession], clock: FixedClock, tmp_path: Path
) -> None:
    (tmp_path / "courses.csv").write_text("a;b\n1;2\n")
    with pytest.raises(FileNotReadable, match="provider"):
        await TrainingImport(sessions, clock, tmp_path).run()


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
    assert f"courses.csv line 3: unknown_employee {BUDI}" in result.output
    assert "5 rows: 4 imported, 0 unchanged, 1 refused" in result.output
