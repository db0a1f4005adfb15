"""The whole suite as a user starts it, once per run, for the tests that look at it from outside."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

READY: Final = "Abdi is ready"
START_SECONDS: Final = 240.0
STOP_SECONDS: Final = 60.0


class Launched:
    """A launcher that the tests started, with what it says."""

    def __init__(self, state: Path, port: int) -> None:
        self.state = state
        self.port = port
        # On a machine with other work an answer takes longer than people would wait for it.
        patient = {"UPSTREAM_TIMEOUT": "30"}
        environment = {**patient, **os.environ, "ABDI_STATE": str(state), "PORT": str(port)}
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

    @property
    def address(self) -> str:
        """Where the gateway answers."""
        return f"http://127.0.0.1:{self.port}"

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


@contextmanager
def launched_suite(state: Path, port: int) -> Iterator[Launched]:
    """The suite on `state`, ready; ended as by Ctrl-C, which must leave no complaint."""
    launched = Launched(state, port)
    try:
        launched.wait_until_ready()
        yield launched
    finally:
        code = launched.stop()
    assert code == 0, "".join(launched.lines)
