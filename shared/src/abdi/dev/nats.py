"""A bundled NATS with JetStream on 127.0.0.1 that writes every message to disk before it acknowledges it."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sysconfig
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from abdi.dev.ports import LOOPBACK, remembered_port
from abdi.dev.processes import DevError, end, kill_tree, last_lines, pause, spawn

START_SECONDS = 60.0
STOP_GRACE_SECONDS = 15.0
PORT_ATTEMPTS = 5
MAX_FILE_STORE = 20 * 1024**3
MAX_PAYLOAD = 256 * 1024


def nats_program() -> Path:
    """`nats-server` from the scripts of this environment, else from the search path."""
    found = shutil.which("nats-server", path=sysconfig.get_path("scripts")) or shutil.which("nats-server")
    if found is None:
        raise DevError("nats-server is not installed; `make run` installs it into .venv.")
    return Path(found)


class NatsServer:
    """One nats-server whose store, configuration, log and remembered ports lie below `folder`.

    `users` are entries of the server's `authorization.users`; without them everybody here may connect.
    `durable=False` syncs now and then only: for tests that survive no crash of the machine.
    """

    def __init__(
        self,
        folder: Path,
        *,
        users: Sequence[Mapping[str, Any]] = (),
        durable: bool = True,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder.absolute()
        self._users = [dict(user) for user in users]
        self._durable = durable
        self._environment = {**(environment or {}), "PATH": os.defpath}
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0
        self.monitoring_port = 0

    @property
    def log(self) -> Path:
        """What the server wrote, all starts one after the other."""
        return self.folder / "nats.log"

    @property
    def pid(self) -> int:
        """The process id of the running server."""
        if self._process is None:
            raise DevError("NATS is not running.")
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the process that we started is alive."""
        return self._process is not None and self._process.poll() is None

    def url(self, user: str | None = None, password: str = "") -> str:
        """The address for clients, with the user's credentials when there are users.

        nats-py takes the password as it stands, undecoded: it must need no quoting.
        """
        credentials = f"{user}:{password}@" if user else ""
        return f"nats://{credentials}{LOOPBACK}:{self.port}"

    @property
    def monitoring_url(self) -> str:
        """Where the running server tells of itself."""
        return f"http://{LOOPBACK}:{self.monitoring_port}"

    def start(self) -> None:
        """Start the server and return once it listens and its promise about the disk is checked."""
        if self.is_running:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        program = nats_program()
        for _ in range(PORT_ATTEMPTS):
            self.port = remembered_port(self.folder / "port")
            self.monitoring_port = remembered_port(self.folder / "monitoring-port")
            if self.monitoring_port == self.port:
                (self.folder / "monitoring-port").unlink()
                continue
            self._process = spawn(
                [program, "--config", self._write_config()], environment=self._environment, log=self.log
            )
            if self._becomes_ready():
                self._check_durability()
                return
            for file in ("port", "monitoring-port"):
                (self.folder / file).unlink()
        raise DevError(f"NATS did not start; the end of {self.log}:\n{last_lines(self.log)}")

    def stop(self) -> None:
        """End the server in order."""
        if self._process is not None:
            end(self._process, signal.SIGTERM, grace=STOP_GRACE_SECONDS, then=signal.SIGINT)
        self._process = None

    def kill9(self) -> None:
        """Cut the server off, as a power cut would."""
        if self._process is not None:
            kill_tree(self._process)
        self._process = None

    def pause(self) -> None:
        """Let it hang: it holds its connections and answers nothing."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Go on after `pause`."""
        os.kill(self.pid, signal.SIGCONT)

    def destroy(self) -> None:
        """Stop the server and remove all its files."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def varz(self) -> dict[str, Any]:
        """The server's account of itself."""
        connection = http.client.HTTPConnection(LOOPBACK, self.monitoring_port, timeout=5)
        try:
            connection.request("GET", "/varz")
            answer: dict[str, Any] = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        return answer

    def _write_config(self) -> Path:
        """The configuration as JSON, which the server reads; only we may read it, passwords stand in it."""
        config: dict[str, Any] = {
            "server_name": "abdi",
            "listen": f"{LOOPBACK}:{self.port}",
            "http": f"{LOOPBACK}:{self.monitoring_port}",
            "ports_file_dir": str(self.folder),
            "max_payload": MAX_PAYLOAD,
            "jetstream": {
                "store_dir": str(self.folder),
                "max_file_store": MAX_FILE_STORE,
                "sync_interval": "always" if self._durable else "2m",
            },
        }
        if self._users:
            config["authorization"] = {"users": self._users}
        file = self.folder / "nats.json"
        file.unlink(missing_ok=True)
        file.touch(mode=0o600)
        file.write_text(json.dumps(config, indent=1))
        return file

    def _becomes_ready(self) -> bool:
        """Wait for the ports file of this very process; a file of an earlier one has another name."""
        assert self._process is not None  # noqa: S101 - set by the only caller
        for stale in self.folder.glob("nats-server_*.ports"):
            if stale.name != f"nats-server_{self._process.pid}.ports":
                stale.unlink()
        file = self.folder / f"nats-server_{self._process.pid}.ports"
        deadline = time.monotonic() + START_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            if file.exists() and _parses(file.read_text()):
                return True
            pause()
        self.kill9()
        return False

    def _check_durability(self) -> None:
        """Refuse to serve on a server that acknowledges what is not on disk."""
        config = self.varz().get("jetstream", {}).get("config", {})
        if self._durable and not config.get("sync_always"):
            self.stop()
            raise DevError("NATS does not sync every message to disk (sync_interval: always is required).")


def _parses(text: str) -> bool:
    try:
        return bool(json.loads(text))
    except ValueError:
        return False
