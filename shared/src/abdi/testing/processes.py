"""A service as a process of its own, which a test may crash at a named point or kill."""

import os
import signal
import subprocess
import sys
import time
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr

from abdi.dev.ports import free_port
from abdi.settings import AppSettings
from abdi.testing.servers import Premises

CRASHED: Final = 137


class ServiceProcess:
    """uvicorn with one service, on a port that it keeps over restarts."""

    def __init__(self, premises: Premises, factory: str, settings: AppSettings) -> None:
        self._premises = premises
        self._factory = factory
        self._environment = _environment(settings)
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()
        self.log: Path = premises.folder / f"service-{self.port}.log"

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, crash_at: str | None = None, *, patience: float = 60.0) -> None:
        """Start, wait until it answers or has crashed at `crash_at` (`point` or `point:times`)."""
        environment = self._environment | ({"ABDI_CRASH_AT": crash_at} if crash_at else {})
        command = [sys.executable, "-m", "uvicorn", "--factory", self._factory, "--port", str(self.port)]
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 - our own service
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment
            )
        self._premises.tell(f"start {self._process.pid}")
        until = time.monotonic() + patience
        while self._process.poll() is None and not self._answers():
            assert time.monotonic() < until, f"no answer: {self.log.read_text()[-2000:]}"
            time.sleep(0.05)
        assert self._process.returncode in {None, CRASHED}, self.log.read_text()[-2000:]

    def wait_for_crash(self, *, patience: float = 60.0) -> None:
        """Return when it ended at its crash point; fail when it lives on or ended otherwise."""
        assert self._process, "not started"
        ended = self._process.wait(patience)
        self._forget()
        assert ended == CRASHED, f"ended with {ended}: {self.log.read_text()[-2000:]}"

    def kill9(self) -> None:
        """End it without a word; nothing when it does not run."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._forget()

    @property
    def pid(self) -> int:
        """The process id of the running service."""
        assert self._process, "not started"
        return self._process.pid

    def pause(self) -> None:
        """Let it hang: it holds its sessions and connections and does nothing."""
        assert self._process, "not started"
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Go on after `pause`, as if nothing had been."""
        assert self._process, "not started"
        self._process.send_signal(signal.SIGCONT)

    def stop(self, *, patience: float = 60.0) -> None:
        """Ask it to end, which it does in order: uvicorn ends by the signal itself once all is closed."""
        assert self._process, "not started"
        self._process.terminate()
        code = self._process.wait(patience)
        self._forget()
        log = self.log.read_text()
        assert code in {0, -signal.SIGTERM}, log[-2000:]
        assert "Application shutdown complete" in log, log[-2000:]

    def _forget(self) -> None:
        assert self._process
        self._premises.tell(f"done {self._process.pid}")
        self._process = None

    def _answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=1)
        try:
            connection.request("GET", "/livez")
            return connection.getresponse().status == HTTPStatus.OK
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


def _environment(settings: AppSettings) -> dict[str, str]:
    given = {name.upper(): _text(value) for name, value in settings if not _is_absent(value)}
    return {"PATH": os.defpath, **given}


def _is_absent(value: Any) -> bool:
    """What an environment cannot say: nothing, and an empty list."""
    return value is None or value in ([], ())


def _text(value: Any) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, tuple | list | frozenset):
        return ",".join(str(part) for part in value)
    return str(value).lower() if isinstance(value, bool) else str(value)
