"""Starting the journey where no suite is."""

import os
import socket
import subprocess
import sys


def test_without_a_suite_it_says_how_to_name_another_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
    command = [sys.executable, "-m", "tests.journeys"]
    told = subprocess.run(  # noqa: S603 - our own command
        command, env={**os.environ, "PORT": port}, capture_output=True, text=True, check=False
    )
    assert told.returncode == 1
    assert f"http://127.0.0.1:{port}" in told.stderr
    assert "PORT=9000 make journey" in told.stderr
