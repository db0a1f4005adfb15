"""A process of its own that ends what a launcher started when the launcher is gone, however it went.

The launcher holds the other end of this process's standard input and reports each child there. At the end of
the input, also after kill -9, the guardian ends what is left: services, then NATS, then PostgreSQL. It knows
a process by pid and start time; the launch's mark in their environments shows those never reported.
"""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import psutil

from abdi.dev.processes import started_at, still_alive

MARK = "ABDI_LAUNCH"
GRACE_SECONDS = {"service": 8.0, "nats": 5.0, "postgres": 15.0}
FIRST_SIGNAL = {"service": signal.SIGTERM, "nats": signal.SIGTERM, "postgres": signal.SIGINT}


class Guardian:
    """The launcher's side."""

    def __init__(self, *, record: Path | None = None, keep_open: int | None = None) -> None:
        """Start the guardian.

        `record` keeps the launch's mark for the next start; `keep_open` is a lock that is let go last.
        """
        self._mark = secrets.token_hex(16)
        if record is not None:
            record.write_text(self._mark)
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-I", "-m", "abdi.dev.guardian", self._mark],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
            pass_fds=() if keep_open is None else (keep_open,),
        )

    @property
    def pid(self) -> int:
        """The guardian's own process id."""
        return self._process.pid

    @property
    def environment(self) -> dict[str, str]:
        """What every child carries in its environment to be known as ours."""
        return {MARK: self._mark}

    def watch(self, pid: int, kind: str) -> None:
        """Report a child; `kind` is service, nats or postgres."""
        started = started_at(pid)
        if started is not None:
            self.report(pid, started=started, kind=kind)

    def report(self, pid: int, *, started: float, kind: str) -> None:
        """Report a process by pid and start time."""
        if self._process.stdin is not None:
            self._process.stdin.write(f"{pid} {started!r} {kind}\n".encode())
            self._process.stdin.flush()

    def close(self) -> None:
        """Let the guardian end whatever is left and wait for it."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()


def _reported(lines: Iterable[str]) -> dict[int, tuple[float, str]]:
    """Read reports until the launcher is gone."""
    known: dict[int, tuple[float, str]] = {}
    for line in lines:
        pid, started, kind = line.split()
        known[int(pid)] = (float(started), kind)
    return known


def _kind_of(process: psutil.Process) -> str:
    """What an unreported process of this launch is, by its program's name."""
    name = Path(process.name()).name
    return "postgres" if name == "postgres" else "nats" if name == "nats-server" else "service"


def _marked(mark: str) -> list[tuple[psutil.Process, str]]:
    """Every living process that carries the launch's mark, except ourselves."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(MARK) == mark:
                found.append((process, _kind_of(process)))
        except (psutil.Error, OSError):
            continue
    return found


def _end(processes: list[psutil.Process], kind: str) -> None:
    """End processes politely, then with their descendants."""
    family = [process for parent in processes for process in (parent, *_descendants(parent))]
    for process in processes:
        _signal(process, FIRST_SIGNAL[kind])
    alive = still_alive(family, seconds=GRACE_SECONDS[kind])
    for process in alive:
        _signal(process, signal.SIGKILL)
    still_alive(alive, seconds=GRACE_SECONDS[kind])


def _descendants(process: psutil.Process) -> list[psutil.Process]:
    try:
        return list(process.children(recursive=True))
    except psutil.Error:
        return []


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.Error:
        return


def end_all(known: dict[int, tuple[float, str]], mark: str) -> None:
    """End the reported processes that are still the same ones, and the unreported ones of this launch."""
    unreported = _marked(mark)
    for kind in GRACE_SECONDS:
        same = [
            psutil.Process(pid)
            for pid, (started, its_kind) in known.items()
            if its_kind == kind and started_at(pid) == started
        ]
        known_pids = {process.pid for process in same}
        extra = [process for process, its in unreported if its == kind and process.pid not in known_pids]
        _end([*same, *extra], kind)


def end_leftovers(record: Path, *, say: Callable[[str], None]) -> None:
    """End what a launch left behind whose launcher and guardian were both killed."""
    if not record.exists():
        return
    say("Clearing up after a start that was cut off")
    end_all({}, record.read_text().strip())
    record.unlink()


def main() -> None:
    """Wait for the launcher's end, then clear up."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    known = _reported(sys.stdin)
    end_all(known, sys.argv[1])


if __name__ == "__main__":
    main()
