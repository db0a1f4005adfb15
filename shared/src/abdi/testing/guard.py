"""A watcher that ends the servers of a test run that was itself killed.

Run as a script with a pipe as standard input. Each line is `start PID`, `done PID` or `folder PATH`; when
the pipe closes, what was started and is not done gets SIGKILL, and the folders are removed.
"""

import os
import shutil
import signal
import sys
from collections.abc import Iterable
from contextlib import suppress


def watch(lines: Iterable[str]) -> None:
    """Follow the lines to their end, then clean up."""
    running: set[int] = set()
    folders: list[str] = []
    for line in lines:
        verb, _, value = line.strip().partition(" ")
        if verb == "start":
            running.add(int(value))
        elif verb == "done":
            running.discard(int(value))
        elif verb == "folder":
            folders.append(value)
    for pid in running:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    watch(sys.stdin)
