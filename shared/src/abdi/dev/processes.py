"""Child processes: in sessions of their own, known by pid and start time, ended politely, then firmly."""

import json
import os
import pwd
import signal
import subprocess
import sysconfig
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

POLL_SECONDS = 0.02
PRIVATE_UMASK = 0o077
LONGEST_LINE = 400


class DevError(Exception):
    """Something on this machine stands in the way; the message is one clear sentence for a newcomer."""


@dataclass(frozen=True)
class Account:
    """The operating system user that a child runs as."""

    uid: int
    gid: int


def server_account(data: Path) -> Account | None:
    """The user for a server that refuses to run as root: the owner of its data, else `nobody`.

    None for an ordinary user: the child runs as ourselves.
    """
    if os.geteuid() != 0:
        return None
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def spawn(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    log: Path,
    account: Account | None = None,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child that no terminal signal reaches; both its outputs are appended to `log`.

    What it writes, and the log, are closed to other users.
    """
    with open(log, "ab", opener=_open_privately) as sink:
        return subprocess.Popen(  # noqa: S603 - the commands are ours, no shell reads them
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            cwd=cwd or Path("/"),
            start_new_session=True,
            umask=PRIVATE_UMASK,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )


def _open_privately(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def abdi_command() -> Path:
    """The `abdi` program of this environment."""
    return Path(sysconfig.get_path("scripts")) / "abdi"


def started_at(pid: int) -> float | None:
    """When the process started, seconds of the epoch; None when it is gone or only a zombie."""
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except psutil.NoSuchProcess:
        return None


def end(
    process: subprocess.Popen[bytes], first: signal.Signals, *, grace: float, then: signal.Signals
) -> None:
    """Send `first`, wait `grace` seconds, send `then`, and as the last word SIGKILL."""
    for number in (first, then, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(number)
        try:
            process.wait(timeout=grace)
        except subprocess.TimeoutExpired:
            continue


def kill_tree(process: subprocess.Popen[bytes]) -> None:
    """End a process and its descendants as a power cut would, and wait until they are gone."""
    try:
        descendants = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        descendants = []
    process.kill()
    for descendant in descendants:
        try:
            descendant.kill()
        except psutil.NoSuchProcess:
            continue
    process.wait()
    still_alive(descendants, seconds=10)


def still_alive(processes: Sequence[psutil.Process], *, seconds: float) -> list[psutil.Process]:
    """Wait up to `seconds` for the end of processes that are not our children; those that still live.

    A zombie is gone: whether its new parent reads its exit code is not ours to decide.
    """
    deadline = time.monotonic() + seconds
    alive = list(processes)
    while alive := [process for process in alive if started_at(process.pid) == process.create_time()]:
        if time.monotonic() > deadline:
            break
        pause()
    return alive


def last_lines(log: Path, count: int = 12) -> str:
    """The end of a log, indented for a message."""
    if not log.exists():
        return "    (no log)"
    lines = [
        part for line in log.read_text(errors="replace").splitlines()[-count:] for part in _readable(line)
    ]
    return "\n".join(f"    {line[:LONGEST_LINE]}" for line in lines[-count:]) or "    (empty log)"


def _readable(line: str) -> list[str]:
    """A line of a log, with the event and the traceback of a structured one on lines of their own."""
    try:
        entry = json.loads(line)
    except ValueError:
        return [line]
    if not isinstance(entry, dict):
        return [line]
    told = [str(entry[key]) for key in ("exception", "event") if key in entry]
    return "\n".join(told).splitlines() or [line]


def pause() -> None:
    """One step of a waiting loop."""
    time.sleep(POLL_SECONDS)
