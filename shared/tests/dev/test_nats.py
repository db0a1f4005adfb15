"""The bundled NATS syncs every message, knows its users and keeps its ports."""

import asyncio
import socket
import stat

import pytest

from abdi.dev.nats import NatsServer
from abdi.dev.processes import DevError
from abdi.messaging.nats import Broker


async def _reaches(url: str) -> bool:
    broker = Broker(url, name="admin")
    await broker.start()
    try:
        return await broker.connected(2.0)
    finally:
        await broker.stop()


def test_every_message_is_synced(nats: NatsServer) -> None:
    nats.start()
    config = nats.varz()["jetstream"]["config"]
    assert config["sync_always"] is True
    assert config["store_dir"].startswith(str(nats.folder))


def test_second_start_keeps_both_ports(nats: NatsServer) -> None:
    nats.start()
    ports = (nats.port, nats.monitoring_port)
    nats.stop()
    nats.start()
    assert (nats.port, nats.monitoring_port) == ports


def test_starts_again_after_kill_9(nats: NatsServer) -> None:
    nats.start()
    nats.kill9()
    assert not nats.is_running
    nats.start()
    assert nats.varz()["server_name"] == "abdi"


def test_busy_port_is_replaced(nats: NatsServer) -> None:
    nats.start()
    nats.stop()
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", nats.port))
        squatter.listen()
        taken = nats.port
        nats.start()
        assert nats.port != taken


def test_passwords_stand_in_a_closed_file_and_on_no_command_line(nats: NatsServer) -> None:
    nats.start()
    assert stat.S_IMODE((nats.folder / "nats.json").stat().st_mode) == 0o600
    assert asyncio.run(_reaches(nats.url("admin", "a")))
    assert not asyncio.run(_reaches(nats.url("admin", "wrong")))


def test_broken_store_is_reported_with_the_log(nats: NatsServer) -> None:
    nats.folder.mkdir(parents=True)
    (nats.folder / "jetstream").write_text("a file where a folder must be")
    with pytest.raises(DevError, match="NATS did not start"):
        nats.start()
