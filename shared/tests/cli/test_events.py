import asyncio
import os
import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from abdi.clock import new_id
from abdi.testing.databases import TestDatabase, connected
from abdi.tokens import DevKeys

Run = Callable[..., subprocess.CompletedProcess[str]]
DEAD = """
    INSERT INTO inbox (consumer, event_id, stream, stream_sequence, type, source, aggregate_type,
                       aggregate_id, sequence, payload, state, attempts, last_error)
    VALUES ('toy', $1, 'OTHER', 1, 'other.thing.said.v1', 'abdi/other', 'thing',
            $2, 1, '{}', 'dead', 8, 'ValueError')
"""


@pytest.fixture
def run(tmp_path: Path, service_database: TestDatabase, token_keys: DevKeys) -> Run:
    package = tmp_path / "toyservice"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "app.py").write_text("from abdi.testing.toy import create_app\n")
    environment = os.environ | {
        "PYTHONPATH": str(tmp_path),
        "DATABASE_URL": service_database.url,
        "TOKEN_KEYS_FILE": str(token_keys.public),
        "CURSOR_KEY": Fernet.generate_key().decode(),
    }
    environment.pop("NATS_URL", None)
    program = Path(sysconfig.get_path("scripts")) / "abdi"

    def call(command: str, *arguments: str, service: str = "toyservice") -> subprocess.CompletedProcess[str]:
        line = [str(program), "events", command, service, *arguments]
        return subprocess.run(  # noqa: S603 - our own program
            line, env=environment, check=False, capture_output=True, text=True
        )

    return call


@pytest.fixture
def dead_event(service_database: TestDatabase) -> str:
    event_id = new_id()

    async def put() -> None:
        async with connected(service_database.admin_url) as admin:
            await admin.execute(DEAD, event_id, str(new_id()))

    asyncio.run(put())
    return str(event_id)


def audited(database: TestDatabase) -> list[tuple[str, str | None]]:
    async def read() -> list[tuple[str, str | None]]:
        async with connected(database.admin_url) as admin:
            return [
                tuple(row) for row in await admin.fetch("SELECT action, reason FROM audit_entry ORDER BY id")
            ]

    return asyncio.run(read())


def test_dead_event_is_listed_retried_and_discarded(
    run: Run, service_database: TestDatabase, dead_event: str
) -> None:
    listed = run("list-dead")
    assert dead_event in listed.stdout, listed.stderr
    assert "1 dead events." in listed.stdout
    assert (
        run("retry", "--event", dead_event, "--reason", "mended").stdout == "1 events will be tried again.\n"
    )
    assert run("discard", dead_event, "--reason", "sent by mistake").stdout == "Discarded.\n"
    assert audited(service_database) == [("events.retry", "mended"), ("events.discard", "sent by mistake")]


def test_what_does_not_fit_is_refused_in_one_sentence(run: Run) -> None:
    refused = run("snapshot", "thing")
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "no snapshot of thing" in refused.stderr


@pytest.mark.parametrize("unknown", ["nosuch", "no.such", "../x", "abdi"])
def test_unknown_service_is_refused_with_those_that_exist(run: Run, unknown: str) -> None:
    refused = run("list-dead", service=unknown)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "performance, personnel, promotion" in refused.stderr


def test_unknown_producer_is_refused_in_one_sentence(run: Run) -> None:
    refused = run("replay", "--producer", "nosuch")
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "does not listen to 'nosuch'" in refused.stderr
