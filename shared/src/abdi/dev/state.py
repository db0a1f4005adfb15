"""The state folder: everything that `make run` keeps, in one place that `make reset` clears."""

import fcntl
import os
import time
from pathlib import Path
from typing import IO

from abdi.dev.private_place import clear
from abdi.dev.processes import DevError, pause, started_at

CHECKOUT = Path(__file__).resolve().parents[4]
MARKER = "this-is-the-state-of-abdi"
VARIABLE = "ABDI_STATE"
CLEARING_SECONDS = 30.0


def state_path() -> Path:
    """Where the state lies: `ABDI_STATE`, else `.abdi` in the checkout."""
    given = os.environ.get(VARIABLE)
    return Path(given).expanduser().absolute() if given else CHECKOUT / ".abdi"


class StateFolder:
    """The folder, made and held by one launcher at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: IO[str] | None = None

    @property
    def postgres(self) -> Path:
        """The bundled PostgreSQL's files."""
        return self.path / "postgres"

    @property
    def nats(self) -> Path:
        """The bundled NATS server's files."""
        return self.path / "nats"

    @property
    def keys(self) -> Path:
        """The development token keys."""
        return self.path / "keys"

    @property
    def logs(self) -> Path:
        """What the services write."""
        return self.path / "logs"

    @property
    def ports(self) -> Path:
        """The remembered ports of the services."""
        return self.path / "ports"

    @property
    def demo(self) -> Path:
        """The generated demo files."""
        return self.path / "demo"

    @property
    def launch(self) -> Path:
        """The mark of the launch under way."""
        return self.path / "launch"

    @property
    def secrets(self) -> Path:
        """Passwords and keys of this state."""
        return self.path / "secrets.json"

    def open(self) -> None:
        """Make or find the folder and hold it. Raises DevError when it is not ours, broken or in use."""
        try:
            self._make()
            for folder in (self.logs, self.ports):
                folder.mkdir(exist_ok=True)
            self._close_to_others()
            self._lock = (self.path / "lock").open("a+")
        except OSError as error:
            raise DevError(
                f"The state folder {self.path} cannot be used ({error.strerror}); "
                f"choose another one: make run {VARIABLE}=/some/folder."
            ) from None
        self._hold()

    def close(self) -> None:
        """Let the folder go."""
        if self._lock is not None:
            self._lock.close()
        self._lock = None

    def clear(self) -> None:
        """Remove the whole state; refused while it is in use and for a folder that is not a state of ours."""
        if not self.path.exists():
            return
        self._refuse_foreign()
        self.open()
        clear(self.postgres)
        clear(self.path)
        self.close()
        if self.path.exists():
            raise DevError(f"Not everything in {self.path} could be removed; it may belong to another user.")

    def _make(self) -> None:
        if not self.path.exists():
            self.path.mkdir(parents=True)
            # Servers of root run as another user and pass through this folder; files in it stay closed.
            self.path.chmod(0o711 if os.geteuid() == 0 else 0o700)
        self._refuse_foreign()
        (self.path / MARKER).touch()

    def _close_to_others(self) -> None:
        """Logs and the demo's files name people; those of an older start may still be open."""
        for folder in (self.logs, self.ports, self.demo):
            if folder.is_dir():
                folder.chmod(0o700)

    def _refuse_foreign(self) -> None:
        if not self.path.is_dir():
            raise DevError(f"The state folder {self.path} is not a folder; move it away and start again.")
        if self.path.stat().st_uid != os.geteuid():
            raise DevError(
                f"The state folder {self.path} belongs to another user; set {VARIABLE} to your own."
            )
        if any(self.path.iterdir()) and not (self.path / MARKER).exists():
            raise DevError(f"{self.path} holds other files and is no state folder of Abdi; set {VARIABLE}.")

    @property
    def lock_descriptor(self) -> int:
        """The open lock, for a process that clears up after us and lets go last."""
        assert self._lock is not None  # noqa: S101 - asked for only while the folder is held
        return self._lock.fileno()

    def _hold(self) -> None:
        """Take the lock; wait while the guardian of a launcher that died still clears up."""
        deadline = time.monotonic() + CLEARING_SECONDS
        while not self._try_lock():
            who = self._holder()
            if time.monotonic() > deadline or (who and started_at(int(who.split()[1].rstrip(",")))):
                self.close()
                raise DevError(f"Abdi is already running on {self.path} ({who or 'starting'}).")
            pause()
        self.describe("starting")

    def _try_lock(self) -> bool:
        assert self._lock is not None  # noqa: S101 - set by the only caller
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _holder(self) -> str:
        assert self._lock is not None  # noqa: S101 - set by the only caller
        self._lock.seek(0)
        return self._lock.read().strip()

    def describe(self, text: str) -> None:
        """Leave a word for a second `make run` on the same state."""
        assert self._lock is not None  # noqa: S101 - only the holder describes itself
        self._lock.seek(0)
        self._lock.truncate()
        self._lock.write(f"process {os.getpid()}, {text}\n")
        self._lock.flush()
