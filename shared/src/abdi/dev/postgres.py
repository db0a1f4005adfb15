"""A bundled PostgreSQL: made once, started directly on 127.0.0.1, stopped in order or cut off."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote

import psutil

from abdi.dev.ports import LOOPBACK, free_port, remembered_port
from abdi.dev.postgres_programs import programs_for
from abdi.dev.private_place import clear, reachable_folder
from abdi.dev.processes import (
    DevError,
    end,
    kill_tree,
    last_lines,
    pause,
    server_account,
    spawn,
    started_at,
    still_alive,
)

ADMIN = "postgres"
SAY_EVERY_SECONDS = 5.0
STOP_GRACE_SECONDS = 20.0
PORT_ATTEMPTS = 5
READY = "ready"
# Lines of postmaster.pid, as PostgreSQL's pidfile.h numbers them from 1.
PID_LINE, STATUS_LINE = 1, 8
COMMON = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def _silent(_line: str) -> None:
    """Say nothing."""


class PostgresServer:
    """One PostgreSQL whose data, log and remembered port lie below `folder`.

    `durable=False` switches off the promises of the disk: only for tests.
    """

    def __init__(
        self,
        folder: Path,
        *,
        password: str,
        durable: bool = True,
        say: Callable[[str], None] = _silent,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._asked = folder.absolute()
        self._password = password
        self._durable = durable
        self._say = say
        self._environment = {**(environment or {}), "LC_ALL": "C.UTF-8", "PATH": os.defpath}
        self._process: subprocess.Popen[bytes] | None = None
        self.folder = self._asked
        self.port = 0

    @property
    def data(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server wrote, all starts one after the other."""
        return self.folder / "postgres.log"

    @property
    def pid(self) -> int:
        """The process id of the running server (the postmaster)."""
        if self._process is None:
            raise DevError("PostgreSQL is not running.")
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the process that we started is alive."""
        return self._process is not None and self._process.poll() is None

    def url(self, database: str = "postgres", *, user: str = ADMIN, password: str | None = None) -> str:
        """The address of a database; without `user` that of the administrator."""
        secret = quote(password if password is not None else self._password, safe="")
        return f"postgresql://{quote(user, safe='')}:{secret}@{LOOPBACK}:{self.port}/{database}"

    def start(self) -> None:
        """Make the cluster when there is none, start the server and return once it answers."""
        if self.is_running:
            return
        account = server_account(self._asked / "data")
        self.folder = reachable_folder(self._asked, account)
        account = server_account(self.data)
        programs = programs_for(self._asked, account)
        self._end_leftover()
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster(programs)
        for attempt in range(PORT_ATTEMPTS):
            self.port = remembered_port(self.folder / "port")
            size = self.log.stat().st_size if self.log.exists() else 0
            self._process = spawn(
                self._command(programs), environment=self._environment, log=self.log, account=account
            )
            if self._becomes_ready():
                return
            lost_port = b"Address already in use" in self.log.read_bytes()[size:]
            if not lost_port or attempt == PORT_ATTEMPTS - 1:
                break
            (self.folder / "port").write_text(f"{free_port()}\n")
        raise DevError(f"PostgreSQL did not start; the end of {self.log}:\n{last_lines(self.log)}")

    def stop(self) -> None:
        """End the server: open sessions are cut, everything committed is safe."""
        if self._process is not None:
            end(self._process, signal.SIGINT, grace=STOP_GRACE_SECONDS, then=signal.SIGQUIT)
        self._process = None

    def kill9(self) -> None:
        """Cut the server off with all its processes, as a power cut would."""
        if self._process is not None:
            kill_tree(self._process)
        self._process = None

    def destroy(self) -> None:
        """Stop the server and remove all its files."""
        self.stop()
        clear(self._asked)

    def _command(self, programs: Path) -> list[str | Path]:
        options = {**COMMON, "port": str(self.port), **({} if self._durable else FORGETFUL)}
        return [
            programs / "postgres",
            "-D",
            self.data,
            *(f"--{name}={value}" for name, value in options.items()),
        ]

    def _becomes_ready(self) -> bool:
        """Wait for the server; recovery after a crash may take long, so only its end ends the waiting."""
        assert self._process is not None  # noqa: S101 - set by the only caller
        begin = said = time.monotonic()
        while self._process.poll() is None:
            status = [line.strip() for line in self._pid_file()]
            if status[:PID_LINE] == [str(self._process.pid)] and status[STATUS_LINE - 1 :] == [READY]:
                return True
            if time.monotonic() - said > SAY_EVERY_SECONDS:
                said = time.monotonic()
                self._say(f"PostgreSQL is still starting after {said - begin:.0f} s (recovery takes time)")
            pause()
        return False

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _end_leftover(self) -> None:
        """End a server that outlived an earlier start on this data; forget a stale pid."""
        lines = self._pid_file()
        pid = int(lines[PID_LINE - 1]) if lines and lines[PID_LINE - 1].strip().isdigit() else None
        if pid is not None and started_at(pid) is not None and self._is_our_server(pid):
            self._say("Ending a PostgreSQL that an earlier start left behind")
            leftover = psutil.Process(pid)
            for number in (signal.SIGINT, signal.SIGQUIT):
                leftover.send_signal(number)
                if not still_alive([leftover], seconds=STOP_GRACE_SECONDS):
                    break
        elif lines:
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _is_our_server(self, pid: int) -> bool:
        try:
            arguments = psutil.Process(pid).cmdline()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False
        return "-D" in arguments and str(self.data) in arguments

    def _make_cluster(self, programs: Path) -> None:
        """Run initdb beside the final place and rename: an interrupted attempt never looks whole."""
        account = server_account(self.data)
        attempt, secret = self.folder / "data.new", self.folder / "initdb.password"
        if self.data.exists():
            raise DevError(f"{self.data} is no complete PostgreSQL folder; `make reset` clears the state.")
        shutil.rmtree(attempt, ignore_errors=True)
        attempt.mkdir(mode=0o700)
        secret.touch(mode=0o600)
        secret.write_text(self._password)
        if account:
            for made in (attempt, secret):
                os.chown(made, account.uid, account.gid)
        command: list[str | Path] = [programs / "initdb", "-D", attempt, "-U", ADMIN, f"--pwfile={secret}"]
        command += ["-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--auth=scram-sha-256"]
        command += ["--data-checksums", "--no-instructions", *([] if self._durable else ["--no-sync"])]
        done = spawn(command, environment=self._environment, log=self.folder / "initdb.log", account=account)
        done.wait()
        secret.unlink()
        if done.returncode != 0:
            raise DevError(f"initdb failed:\n{last_lines(self.folder / 'initdb.log')}")
        attempt.rename(self.data)
