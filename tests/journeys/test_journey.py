"""The whole suite, started as a user starts it, and the journey played through its gateway."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from abdi.clock import SystemClock
from tests.journeys.evaluated import Journey
from tests.journeys.suite import Suite

READY = "Abdi is ready"
START_SECONDS = 240.0
STOP_SECONDS = 60.0


class Launched:
    """A launcher that the test started, with what it says."""

    def __init__(self, state: Path, port: int) -> None:
        environment = {**os.environ, "ABDI_STATE": str(state), "PORT": str(port)}
        command = [sys.executable, "-m", "abdi.dev", "run"]
        self.lines: list[str] = []
        self._is_ready = threading.Event()
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        self._reader = threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True)
        self._reader.start()

    def wait_until_ready(self) -> None:
        """Until the launcher says so. Raises AssertionError with its words when it does not."""
        assert self._is_ready.wait(START_SECONDS), "".join(self.lines)
        assert any(READY in line for line in self.lines), "".join(self.lines)

    def stop(self) -> int:
        """Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(STOP_SECONDS)
        self._reader.join(STOP_SECONDS)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            self.lines.append(line)
            if READY in line:
                self._is_ready.set()
        self._is_ready.set()


@pytest.fixture
def state() -> Iterator[Path]:
    """A short path of our own: the launcher makes the state folder in it."""
    with tempfile.TemporaryDirectory(prefix="abdi-journey-") as folder:
        place = Path(folder)
        place.chmod(0o711)
        yield place / "state"


def test_evaluation_changes_a_career(state: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    launched = Launched(state, port)
    told: list[str] = []
    try:
        launched.wait_until_ready()
        with Suite(f"http://127.0.0.1:{port}", state, clock=SystemClock()) as suite:
            assert suite.is_ready()
            journey = Journey(suite, say=told.append)
            journey.play()
            assert set(journey.effects) == {"imported", "evaluated", "corrected", "left"}
            assert suite.run("token", "--as", "siti").count(".") == 2
            assert "0 dead events" in suite.run("events", "list-dead", "promotion")
    finally:
        code = launched.stop()
    assert code == 0, "".join(launched.lines)
