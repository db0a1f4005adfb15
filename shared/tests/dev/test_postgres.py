"""The bundled PostgreSQL keeps its promises over starts, stops and crashes."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from abdi.dev.guardian import Guardian
from abdi.dev.postgres import PostgresServer
from abdi.dev.postgres_programs import wheel_programs
from abdi.dev.private_place import private_place
from abdi.dev.processes import DevError, server_account, started_at

Ask = Callable[[PostgresServer, str], Any]
# Drops root, if it is root, after the imports: its interpreter may stand where the other user cannot go.
AS_ORDINARY_USER = """
import os, pwd, sys
from pathlib import Path
from abdi.dev.postgres import PostgresServer
if os.geteuid() == 0:
    nobody = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)
server = PostgresServer(Path(sys.argv[1]) / "postgres", password="x")
server.start()
assert os.geteuid() != 0 and server.data.stat().st_uid == os.geteuid()
server.kill9()
server.start()
server.stop()
server.destroy()
"""


def _mode(folder: Path) -> int:
    return stat.S_IMODE(folder.stat().st_mode)


def test_cluster_has_fixed_locale_checksums_and_durable_commits(postgres: PostgresServer, ask: Ask) -> None:
    postgres.start()
    locale = ask(
        postgres, "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'postgres'"
    )
    assert locale == "bC.UTF-8"
    settings = ("data_checksums", "fsync", "synchronous_commit", "full_page_writes")
    assert [ask(postgres, f"SHOW {name}") for name in settings] == ["on"] * len(settings)


def test_only_this_machine_reaches_it_and_only_with_the_password(postgres: PostgresServer, ask: Ask) -> None:
    postgres.start()
    assert ask(postgres, "SHOW listen_addresses") == "127.0.0.1"
    assert ask(postgres, "SHOW unix_socket_directories") == ""
    rules = ask(postgres, "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules")
    assert rules == "scram-sha-256"


def test_second_start_keeps_port_and_data(postgres: PostgresServer, ask: Ask) -> None:
    postgres.start()
    port = postgres.port
    ask(postgres, "CREATE TABLE kept (id int)")
    postgres.stop()
    assert not postgres.is_running
    postgres.start()
    assert postgres.port == port
    assert ask(postgres, "SELECT count(*) FROM kept") == 0


def test_committed_rows_survive_kill_9(postgres: PostgresServer, ask: Ask) -> None:
    postgres.start()
    ask(postgres, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS id")
    postgres.kill9()
    assert not postgres.is_running
    postgres.start()
    assert ask(postgres, "SELECT count(*) FROM kept") == 1000


def test_forgetful_server_trades_durability_for_speed(place: Path, guardian: Guardian, ask: Ask) -> None:
    server = PostgresServer(place / "fast", password="x", durable=False, environment=guardian.environment)
    server.start()
    try:
        assert ask(server, "SHOW fsync") == "off"
    finally:
        server.destroy()
    assert not (place / "fast").exists()


def test_pid_file_of_another_process_is_no_obstacle(postgres: PostgresServer, ask: Ask) -> None:
    postgres.start()
    postgres.kill9()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        lines = (postgres.data / "postmaster.pid").read_text().splitlines()
        (postgres.data / "postmaster.pid").write_text("\n".join([str(stranger.pid), *lines[1:]]))
        postgres.start()
        assert ask(postgres, "SELECT 1") == 1
        assert stranger.poll() is None
        stranger.communicate(b"\n")


def test_server_of_a_lost_start_is_ended_first(place: Path, postgres: PostgresServer, ask: Ask) -> None:
    postgres.start()
    lost = postgres.pid
    again = PostgresServer(place / "postgres", password="throw/away@")
    again.start()
    try:
        assert started_at(lost) is None
        assert ask(again, "SELECT 1") == 1
    finally:
        again.stop()


def test_incomplete_data_folder_is_reported_and_left_alone(place: Path, postgres: PostgresServer) -> None:
    (place / "postgres" / "data").mkdir(parents=True)
    (place / "postgres" / "data" / "something").touch()
    with pytest.raises(DevError, match="no complete PostgreSQL folder"):
        postgres.start()
    assert (place / "postgres" / "data" / "something").exists()


def test_interrupted_initdb_is_repeated(postgres: PostgresServer, ask: Ask, place: Path) -> None:
    (place / "postgres" / "data.new").mkdir(parents=True)
    (place / "postgres" / "data.new" / "PG_VERSION").write_text("18\n")
    postgres.start()
    assert ask(postgres, "SELECT 1") == 1


def test_modes_of_folders_above_are_never_changed(place: Path, guardian: Guardian, ask: Ask) -> None:
    closed = place / "home"
    closed.mkdir(mode=0o700)
    inner = closed / "checkout"
    inner.mkdir(mode=0o750)
    server = PostgresServer(inner / "postgres", password="x", environment=guardian.environment)
    server.start()
    try:
        assert ask(server, "SELECT 1") == 1
        assert (_mode(closed), _mode(inner), _mode(place)) == (0o700, 0o750, 0o711)
    finally:
        server.destroy()
    assert not server.folder.exists()


def test_programs_below_a_closed_home_are_copied_for_the_servers_user(
    place: Path, guardian: Guardian, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = place / "home"
    closed.mkdir(mode=0o700)
    package = wheel_programs().parent.parent
    for folder in (package, package.parent / f"{package.name}.libs"):
        (closed / folder.name).symlink_to(folder)
    monkeypatch.syspath_prepend(str(closed))
    server = PostgresServer(closed / "postgres", password="x", environment=guardian.environment)
    server.start()
    try:
        assert ask(server, "SELECT 1") == 1
        assert _mode(closed) == 0o700
    finally:
        server.destroy()
    assert not private_place(closed / "postgres").exists()


def test_ordinary_user_starts_and_stops_it_too(place: Path) -> None:
    account = server_account(place / "none")
    folder = place / "ordinary"
    folder.mkdir()
    if account:
        os.chown(folder, account.uid, account.gid)
    command = [sys.executable, "-c", AS_ORDINARY_USER, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    assert (done.returncode, done.stderr) == (0, "")
    assert not (folder / "postgres").exists()
