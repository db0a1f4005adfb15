"""The programs that docs/integration.md gives to integrators, run as they stand against the started suite."""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.launched import Launched

pytestmark = pytest.mark.xdist_group("suite")
PAGE = Path(__file__).parents[2] / "docs" / "integration.md"
LONGEST = 28
"""Lines of a program, blank ones apart: about twenty, and the imports."""
ENOUGH = 250
SECONDS = 60


@pytest.fixture
def programs(tmp_path: Path) -> Mapping[str, Path]:
    """The programs of the page, each in a file of its own."""
    found = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(found) == 3
    for text in found:
        ast.parse(text)
        assert len([line for line in text.splitlines() if line.strip()]) <= LONGEST
    names = ("client", "subscriber", "importer")
    files = {name: tmp_path / f"{name}.py" for name in names}
    for name, text in zip(names, found, strict=True):
        files[name].write_text(text, encoding="utf-8")
    return files


def test_client_reads_a_list_and_shows_the_problem(launched: Launched, programs: Mapping[str, Path]) -> None:
    (portal, *_) = json.loads((launched.state / "keys" / "clients.json").read_text())
    given = {
        "ABDI_API": launched.address,
        "CLIENT_ID": portal["client_id"],
        "CLIENT_SECRET": portal["client_secret"],
    }
    done = subprocess.run(  # noqa: S603 - the page's own lines
        [sys.executable, programs["client"]],
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    people = re.match(r"(\d+) people, \d+ changed meanwhile; the next time from 20\d\d-", done.stdout)
    assert people is not None, done.stdout + done.stderr
    assert int(people[1]) > ENOUGH
    assert done.stderr.startswith("403 "), done.stderr


def read_facts(program: Path, url: str, *, number: int) -> list[tuple[str, str, int]]:
    """Id, subject and sequence of the first facts that a subscriber prints; then it is killed."""
    given = {**os.environ, "NATS_URL": url}
    with subprocess.Popen([sys.executable, program], env=given, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - the page's own lines
        assert process.stdout is not None
        found = []
        for line in process.stdout:
            event_id, subject, sequence, _ = line.split()
            found.append((event_id, subject, int(sequence)))
            if len(found) == number:
                break
        process.kill()
    return found


def test_subscriber_gets_every_fact_once_and_in_order_over_a_kill(
    launched: Launched, programs: Mapping[str, Path]
) -> None:
    kept = json.loads((launched.state / "environment" / "personnel.json").read_text())["NATS_URL"]
    password = json.loads((launched.state / "secrets.json").read_text())["nats.admin"]
    address = urlsplit(kept)
    url = f"nats://admin:{password}@{address.hostname}:{address.port}"
    first = read_facts(programs["subscriber"], url, number=ENOUGH)
    second = read_facts(programs["subscriber"], url, number=ENOUGH)
    assert len(first) == len(second) == ENOUGH
    for run in (first, second):
        assert len({event_id for event_id, _, _ in run}) == ENOUGH
        latest: dict[str, int] = {}
        for _, subject, sequence in run:
            assert sequence == latest.get(subject, sequence - 1) + 1
            latest[subject] = sequence
    # Killed between the effect and its acknowledgement, at most the last one comes again.
    assert len({one[0] for one in first} & {one[0] for one in second}) <= 1
