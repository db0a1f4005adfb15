"""`abdi performance import`, as a person types it."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

import pytest
from typer.testing import CliRunner, Result

from abdi.settings import ServiceSettings
from abdi.testing.observers import Events
from performance.commands import app

HEADER = "agency_code,nip,year,work_result,behaviour,completed_on"
SITI = "199001012015031001"

pytestmark = pytest.mark.usefixtures("rules_in_force")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, settings: ServiceSettings) -> None:
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("CURSOR_KEY", settings.cursor_key.get_secret_value())
    monkeypatch.setenv("TOKEN_KEYS_FILE", str(settings.token_keys_file))


async def run(*arguments: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, app, ["import", *arguments])


@pytest.mark.usefixtures("environment")
async def test_the_folder_is_taken_in_and_what_was_refused_is_named(
    register: Callable[..., Awaitable[UUID]], events: Events, tmp_path: Path
) -> None:
    await register(nip=SITI)
    rows = [
        HEADER,
        f"5671,{SITI},2025,above,above,2026-01-20",
        "5671,199001012015031009,2025,below,below,2026-01-20",
    ]
    (tmp_path / "evaluations.csv").write_text("\n".join(rows))
    tried = await run(str(tmp_path), "--dry-run", "--wait", "0")
    assert "2 rows: 1 would be imported, 0 unchanged, 1 refused" in tried.output
    assert await events.published() == []
    done = await run(str(tmp_path), "--wait", "0")
    assert done.exit_code == 1
    assert "line 3, nip: unknown_employee: agency 5671 has no employee" in done.output
    assert "2 rows: 1 imported, 0 unchanged, 1 refused" in done.output
    assert len(await events.published("performance.evaluation.completed")) == 1


@pytest.mark.usefixtures("environment")
async def test_the_import_waits_for_employees_whose_registration_is_on_its_way(
    register: Callable[..., Awaitable[UUID]], tmp_path: Path
) -> None:
    (tmp_path / "evaluations.csv").write_text(f"{HEADER}\n5671,{SITI},2025,above,above,2026-01-20\n")
    running = asyncio.create_task(run(str(tmp_path), "--wait", "20"))
    await asyncio.sleep(0.5)
    assert not running.done()
    await register(nip=SITI)
    assert "1 rows: 1 imported" in (await running).output


@pytest.mark.usefixtures("environment")
async def test_a_folder_without_the_file_is_told_so(tmp_path: Path) -> None:
    result = await run(str(tmp_path))
    assert result.exit_code == 2
    assert "evaluations.csv" in result.output
