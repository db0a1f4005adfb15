"""The broker's configuration of the deployment, on a real server."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from abdi.deployment.parts import WITH_DATABASE
from abdi.deployment.secrets import FILE_MODE, FOLDER_MODE, names, write_secrets
from abdi.dev.nats import nats_program
from abdi.dev.ports import free_port
from abdi.messaging.admin import init_streams
from abdi.messaging.nats import Broker, fetch_varz, is_sync_always

CONFIGURATION: Final = Path(__file__).resolve().parents[2] / "deploy" / "nats" / "nats.conf"


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    write_secrets(tmp_path / "secrets")
    return tmp_path / "secrets"


@pytest.fixture
def server(tmp_path: Path, secrets: Path) -> Iterator[tuple[int, int]]:
    """nats-server with the deployment's own file; only its places are of this test."""
    port, monitoring = free_port(), free_port()
    text = CONFIGURATION.read_text(encoding="utf-8")
    for old, new in (
        ("0.0.0.0:4222", f"127.0.0.1:{port}"),
        ("0.0.0.0:8222", f"127.0.0.1:{monitoring}"),
        ("/data/jetstream", str(tmp_path / "store")),
    ):
        assert old in text
        text = text.replace(old, new)
    shutil.copy(secrets / "nats_users.conf", tmp_path / "users.conf")
    (tmp_path / "nats.conf").write_text(text)
    command = [str(nats_program()), "--config", str(tmp_path / "nats.conf")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    yield port, monitoring
    process.terminate()
    process.wait(20)


async def connected(secrets: Path, port: int, user: str) -> Broker:
    password = (secrets / f"nats_{user}_password").read_text()
    broker = Broker(f"nats://{user}:{password}@127.0.0.1:{port}", name=user)
    await broker.start()
    assert await broker.connected(20)
    return broker


async def test_every_service_has_its_user_and_messages_are_synced(
    server: tuple[int, int], secrets: Path
) -> None:
    port, monitoring = server
    admin = await connected(secrets, port, "admin")
    await admin.stop()
    password = (secrets / "nats_admin_password").read_text()
    made = await init_streams(f"nats://admin:{password}@127.0.0.1:{port}", WITH_DATABASE)
    assert set(made.values()) == {"created"}
    for service in WITH_DATABASE:
        broker = await connected(secrets, port, service)
        await broker.stop()
    assert is_sync_always(await fetch_varz(f"http://127.0.0.1:{monitoring}"))


def test_secrets_are_made_once_and_closed_to_others(secrets: Path) -> None:
    before = {file.name: file.read_text() for file in secrets.iterdir()}
    assert before.keys() == names()
    assert write_secrets(secrets) == []
    assert {file.name: file.read_text() for file in secrets.iterdir()} == before
    assert secrets.stat().st_mode & 0o777 == FOLDER_MODE
    assert {file.stat().st_mode & 0o777 for file in secrets.iterdir()} == {FILE_MODE}


def test_an_upgrade_gives_the_users_their_new_permissions_and_keeps_the_passwords(
    secrets: Path,
) -> None:
    users = secrets / "nats_users.conf"
    wanted = users.read_text()
    users.unlink()
    users.write_text("users: []\n")
    write_secrets(secrets)
    assert users.read_text() == wanted
    listed = json.loads(wanted.removeprefix("users: "))
    assert {user["user"] for user in listed} == {"admin", *WITH_DATABASE}
