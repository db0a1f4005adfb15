"""Crash points end a process when a test asks for it, and only then."""

import subprocess
import sys

import pytest

PROGRAM = """
from abdi.faults import crash_at
for number in range(1, 4):
    crash_at("here")
    print(number, flush=True)
"""


@pytest.mark.parametrize(
    ("environment", "output", "code"),
    [
        ({}, "123", 0),
        ({"ABDI_CRASH_AT": "here"}, "", 137),
        ({"ABDI_CRASH_AT": "here:3"}, "12", 137),
        ({"ABDI_CRASH_AT": "elsewhere"}, "123", 0),
        ({"ABDI_CRASH_AT": "here", "ENV": "production"}, "123", 0),
    ],
)
def test_process_ends_at_the_point_that_was_asked_for(
    environment: dict[str, str], output: str, code: int
) -> None:
    ended = subprocess.run(  # noqa: S603 - the program above
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False
    )

    assert (ended.stdout.replace("\n", ""), ended.returncode) == (output, code)
