"""Nothing survives a launcher, however it went; nothing else is touched."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from abdi.dev.guardian import Guardian, end_leftovers
from abdi.dev.processes import started_at

SLEEPER = "import time; time.sleep(600)"
LAUNCHER = """
import os, subprocess, sys
from pathlib import Path
from abdi.dev.guardian import Guardian
from abdi.dev.nats import NatsServer
from abdi.dev.postgres import PostgresServer
folder, is_reported = Path(sys.argv[1]), sys.argv[2] == "reported"
guardian = Guardian(record=folder / "launch")
postgres = PostgresServer(folder / "postgres", password="x", durable=False, environment=guardian.environment)
postgres.start()
nats = NatsServer(folder / "nats", environment=guardian.environment)
nats.start()
sleeper = [sys.executable, "-c", "import time; time.sleep(600)"]
service = subprocess.Popen(sleeper, env={**os.environ, **guardian.environment}, start_new_session=True)
if is_reported:
    guardian.watch(postgres.pid, "postgres")
    guardian.watch(nats.pid, "nats")
    guardian.watch(service.pid, "service")
print(postgres.pid, nats.pid, service.pid, guardian.pid, flush=True)
sys.stdin.read()
"""


def _python(program: str, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", program, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


@pytest.fixture
def stranger() -> Iterator[subprocess.Popen[bytes]]:
    """A process that no launcher started."""
    with _python(SLEEPER) as process:
        yield process
        process.kill()


def _gone(pids: list[int], *, seconds: float = 90.0) -> bool:
    deadline = time.monotonic() + seconds
    while any(started_at(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize("reported", ["reported", "unreported"])
def test_kill_9_of_the_launcher_leaves_no_process(
    place: Path, reported: str, stranger: subprocess.Popen[bytes]
) -> None:
    with _python(LAUNCHER, str(place), reported) as launcher:
        assert launcher.stdout is not None
        pids = [int(word) for word in launcher.stdout.readline().split()]
        assert len(pids) == 4
        assert all(started_at(pid) for pid in pids)
        launcher.kill()
    assert _gone(pids)
    assert "database system is shut down" in (place / "postgres" / "postgres.log").read_text()
    assert stranger.poll() is None


def test_next_start_clears_up_after_launcher_and_guardian_died_together(place: Path) -> None:
    with _python(LAUNCHER, str(place), "reported") as launcher:
        assert launcher.stdout is not None
        *children, guardian = [int(word) for word in launcher.stdout.readline().split()]
        os.kill(guardian, signal.SIGKILL)
        launcher.kill()
    assert all(started_at(pid) for pid in children)
    said: list[str] = []
    end_leftovers(place / "launch", say=said.append)
    assert _gone(children, seconds=1.0)
    assert said
    assert not (place / "launch").exists()


def test_pid_that_now_means_another_process_is_left_alone(stranger: subprocess.Popen[bytes]) -> None:
    guardian = Guardian()
    guardian.report(stranger.pid, started=1.0, kind="service")
    guardian.close()
    assert stranger.poll() is None
