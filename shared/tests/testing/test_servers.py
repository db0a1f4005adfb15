import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import httpx
import pytest

from abdi.dev.processes import started_at
from abdi.messaging.nats import Broker
from abdi.testing import guard
from abdi.testing.databases import connected
from abdi.testing.directories import Directory
from abdi.testing.message_fixtures import StartProcess
from abdi.testing.observers import Events
from abdi.testing.principals import officer
from abdi.testing.server_fixtures import DurableServers
from abdi.testing.servers import NatsServer
from abdi.tokens import DevKeys, TokenIssuer


@pytest.mark.faults
async def test_durable_postgres_keeps_what_was_committed(durable_servers: DurableServers) -> None:
    postgres = durable_servers.postgres
    async with connected(postgres.url()) as connection:
        await connection.execute("CREATE TABLE kept (id int)")
        postgres.kill9()
    with pytest.raises(ConnectionRefusedError):
        await asyncpg.connect(postgres.url())
    postgres.start()
    async with connected(postgres.url()) as connection:
        assert await connection.fetch("SELECT * FROM kept") == []


@pytest.mark.faults
async def test_broker_comes_back_under_the_same_address(durable_servers: DurableServers) -> None:
    url = durable_servers.nats.url()
    durable_servers.nats.kill9()
    durable_servers.nats.start()
    assert durable_servers.nats.url() == url
    broker = Broker(url, name="test")
    await broker.start()
    assert await broker.connected(10)
    await broker.stop()


def test_service_runs_as_a_process_and_ends_in_order(
    service_process: StartProcess, nats_server: NatsServer
) -> None:
    process = service_process(nats_url=nats_server.url())
    process.start()
    process.stop()


@pytest.mark.faults
async def test_service_crashes_where_it_is_told_and_nothing_is_half_done(
    service_process: StartProcess, token_keys: DevKeys, events: Events, directory: Directory
) -> None:
    await directory.grant(await directory.person(officer("5671").employee_id), "agency_officer")
    process = service_process()
    process.start(crash_at="outbox.after_flush:2")
    token = TokenIssuer(token_keys).issue(officer("5671"))
    async with httpx.AsyncClient(base_url=process.url, headers={"Authorization": f"Bearer {token}"}) as by:
        assert (await by.post("/v1/notes", json={"text": "one"})).status_code == 201
        with pytest.raises(httpx.TransportError):
            await by.post("/v1/notes", json={"text": "two"})
    process.wait_for_crash()
    assert [event.data["text"] for event in await events.published()] == ["one"]


def test_guard_ends_what_a_killed_run_left(tmp_path: Path) -> None:
    left = subprocess.Popen(["/bin/sleep", "60"])
    folder = tmp_path / "servers"
    folder.mkdir()
    lines = f"start {left.pid}\nfolder {folder}\n"
    command = [sys.executable, guard.__file__]
    subprocess.run(command, input=lines, text=True, check=True)  # noqa: S603 - our own script
    assert left.wait(5) == -signal.SIGKILL
    assert not folder.exists()


def test_guard_spares_what_was_stopped(tmp_path: Path) -> None:
    guard.watch([f"start {os.getpid()}", f"done {os.getpid()}", f"folder {tmp_path / 'absent'}"])


def test_run_that_is_killed_leaves_nothing(tmp_path: Path) -> None:
    victim = tmp_path / "test_victim.py"
    victim.write_text(
        "import os, signal\n"
        "def test_dies(nats_server, infrastructure):\n"
        "    facts = f'{nats_server.pid} {infrastructure.premises.folder}'\n"
        f"    open({str(tmp_path / 'facts')!r}, 'w').write(facts)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    command = ["pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(victim)]
    subprocess.run(  # noqa: S603 - pytest itself
        [sys.executable, "-m", *command], cwd=tmp_path, check=False, capture_output=True
    )
    pid, folder = (tmp_path / "facts").read_text().split()
    until = time.monotonic() + 10
    while Path(folder).exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(folder).exists()
    assert started_at(int(pid)) is None
