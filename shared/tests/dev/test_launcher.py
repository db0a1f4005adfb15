"""The launcher starts one service with what it needs, tends it, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from abdi.dev import launcher
from abdi.dev.guardian import MARK
from abdi.dev.ports import free_port
from abdi.dev.private_place import clear

PATIENCE_SECONDS = 120.0


def _command(state: Path, *arguments: str, **variables: str) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "ABDI"))}
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "abdi.dev", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**kept, "ABDI_STATE": str(state), **variables},
        start_new_session=True,
    )


def _refusal(state: Path, *arguments: str, **variables: str) -> str:
    with _command(state, *arguments, **variables) as process:
        said, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 1
    return said.strip()


def _read_until(process: subprocess.Popen[str], word: str) -> str:
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if word in line:
            return said
    pytest.fail(f"it ended before {word!r}:\n{said}")


def _eventually(is_so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.1)
    return False


def _family(mark: str) -> dict[int, str]:
    """The processes of one launch, by name."""
    found = {}
    for process in psutil.process_iter(["pid", "name", "status"]):
        try:
            is_ours = process.environ().get(MARK) == mark
        except (psutil.Error, OSError):
            continue
        if is_ours and process.info["status"] != psutil.STATUS_ZOMBIE:
            found[process.pid] = process.info["name"]
    return found


@pytest.fixture
def state(place: Path) -> Iterator[Path]:
    yield place / "state"
    clear(place / "state" / "postgres")


@contextmanager
def _running(state: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    with _command(state, "run", "promotion", PORT=str(port)) as process:
        try:
            _read_until(process, "Ctrl-C ends everything")
            yield process
        finally:
            process.terminate()
            process.communicate(timeout=PATIENCE_SECONDS)


def _is_ready(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.faults
def test_one_service_runs_is_tended_and_ends_without_trace(state: Path) -> None:
    port = free_port()
    with _running(state, port) as process:
        mark = (state / "launch").read_text()
        family = _family(mark)
        assert {"postgres", "nats-server"} <= set(family.values())

        assert "already running" in _refusal(state, "run", "promotion")
        assert "already running" in _refusal(state, "reset")

        service = next(pid for pid, name in family.items() if name not in {"postgres", "nats-server"})
        os.kill(service, signal.SIGKILL)
        said = _read_until(process, "started again")
        assert "promotion ended by signal 9" in said
        assert _eventually(lambda: _is_ready(port))
    assert process.returncode == 0
    assert _family(mark) == {}
    assert "database system is shut down" in (state / "postgres" / "postgres.log").read_text()


@pytest.mark.faults
def test_kill_9_of_the_running_launcher_leaves_nothing_and_the_next_start_goes_on(state: Path) -> None:
    port = free_port()
    with _running(state, port) as process:
        mark = (state / "launch").read_text()
        assert len(_family(mark)) >= 3
        process.kill()
        assert _eventually(lambda: not _family(mark))
    with _running(state, port):
        assert _is_ready(port)


@pytest.mark.faults
def test_start_after_kill_9_of_launcher_and_guardian_gets_its_port_back(state: Path) -> None:
    port = free_port()
    with _running(state, port) as process:
        mark = (state / "launch").read_text()
        launch = psutil.Process(process.pid)
        (guardian,) = [child for child in launch.children() if "abdi.dev.guardian" in child.cmdline()]
        guardian.kill()
        process.kill()
        process.wait()
        assert _is_ready(port)
    with _running(state, port):
        assert (state / "launch").read_text() != mark
        assert not _family(mark)
        logs = [state / "logs", *(state / "logs").iterdir()]
        assert not [path for path in logs if path.stat().st_mode & 0o077]


def test_busy_port_is_one_sentence(state: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        sentence = _refusal(state, "run", PORT=str(port))
    assert sentence == f"Port {port} is in use by another program; choose another one: make run PORT=8080."


@pytest.mark.parametrize("port", ["eighty", "70000"])
def test_port_that_is_none_is_one_sentence(state: Path, port: str) -> None:
    assert _refusal(state, "run", PORT=port).startswith(f"PORT={port} is no port")


def test_unknown_service_is_one_sentence(state: Path) -> None:
    sentence = _refusal(state, "run", "payroll")
    assert sentence.startswith("There is no service 'payroll'; choose one of")
    assert "\n" not in sentence


def test_postgres_elsewhere_that_does_not_answer_is_one_sentence(state: Path) -> None:
    port = free_port()
    url = f"postgresql://a:secret@127.0.0.1:{port}/postgres"
    sentence = _refusal(state, "run", ABDI_POSTGRES_URL=url, PORT=str(free_port())).splitlines()[-1]
    assert sentence.startswith(f"PostgreSQL at 127.0.0.1:{port} (ABDI_POSTGRES_URL) does not let us in")
    assert "secret" not in sentence


def test_reset_of_nothing_is_fine(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ABDI_STATE", str(state))
    assert launcher.reset() == 0
