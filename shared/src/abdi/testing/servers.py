"""The laptop environment's servers below one temporary folder per process, never left behind."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from abdi.dev import nats, postgres
from abdi.testing import guard

PASSWORD: Final = "abdi"  # noqa: S105 - of servers that live for one test run
_GUARD_SECONDS: Final = 20


class Premises:
    """The folder of one process's servers and the guard that clears it, whatever happens to the process."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="abdi-test-"))
        self.folder.chmod(0o711)
        self._guard = subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, "-I", "-S", guard.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
        )
        self._servers: list[PostgresServer | NatsServer] = []
        self.tell(f"folder {self.folder}")

    def new_postgres(self, *, durable: bool = False) -> "PostgresServer":
        """One more PostgreSQL, not started."""
        server = PostgresServer(self, self._place(), durable=durable)
        self._servers.append(server)
        return server

    def new_nats(self, *, durable: bool = False, users: Sequence[Mapping[str, Any]] = ()) -> "NatsServer":
        """One more NATS, not started."""
        server = NatsServer(self, self._place(), durable=durable, users=users)
        self._servers.append(server)
        return server

    def tell(self, line: str) -> None:
        """Tell the guard what was started and what is done."""
        assert self._guard.stdin
        self._guard.stdin.write(line + "\n")
        self._guard.stdin.flush()

    def close(self) -> None:
        """Stop every server and remove the folder."""
        for server in self._servers:
            server.destroy()
        assert self._guard.stdin
        self._guard.stdin.close()
        self._guard.wait(_GUARD_SECONDS)

    def _place(self) -> Path:
        return self.folder / str(len(self._servers))


class PostgresServer(postgres.PostgresServer):
    """PostgreSQL under guard; it may hang (`pause`) and be cut off (`kill9`)."""

    def __init__(self, premises: Premises, folder: Path, *, durable: bool) -> None:
        super().__init__(folder, password=PASSWORD, durable=durable)
        self._premises = premises

    def start(self) -> None:
        super().start()
        self._premises.tell(f"start {self.pid}")
        self._premises.tell(f"folder {self.folder}")

    def stop(self) -> None:
        _end(self, super().stop, self._premises)

    def kill9(self) -> None:
        _end(self, super().kill9, self._premises)

    def pause(self) -> None:
        """Let the postmaster hang: nobody can connect any more, open sessions go on."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Go on after `pause`."""
        os.kill(self.pid, signal.SIGCONT)


class NatsServer(nats.NatsServer):
    """nats-server under guard."""

    def __init__(
        self, premises: Premises, folder: Path, *, durable: bool, users: Sequence[Mapping[str, Any]]
    ) -> None:
        super().__init__(folder, durable=durable, users=users)
        self._premises = premises

    def start(self) -> None:
        super().start()
        self._premises.tell(f"start {self.pid}")

    def stop(self) -> None:
        _end(self, super().stop, self._premises)

    def kill9(self) -> None:
        _end(self, super().kill9, self._premises)


def _end(server: PostgresServer | NatsServer, end: Any, premises: Premises) -> None:
    pid = server.pid if server.is_running else None
    if pid:
        server.resume()
    end()
    if pid:
        premises.tell(f"done {pid}")
