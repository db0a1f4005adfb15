"""The programs that docs/integration.md gives to integrators, run as they stand against the started suite."""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from hashlib import sha256
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
HEADER = (
    "agency_code;nip;nik;name;front_title;back_title;birth_date;birth_place;"
    "sex;employment_type;appointed_on;status"
)


@pytest.fixture
def programs(tmp_path: Path) -> Mapping[str, Path]:
    """The programs of the page, each in a file of its own."""
    found = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(found) == 4
    for text in found:
        ast.parse(text)
        assert len([line for line in text.splitlines() if line.strip()]) <= LONGEST
    names = ("client", "subscriber", "importer", "exporter")
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


def signed_in(launched: Launched) -> Mapping[str, str]:
    """The environment of a program of the personnel officer."""
    asked = [str(Path(sys.executable).with_name("abdi")), "token", "--as", "rina"]
    around = {**os.environ, "ABDI_STATE": str(launched.state), "ABDI_API": launched.address}
    token = subprocess.run(asked, env=around, capture_output=True, text=True, check=True)  # noqa: S603 - our own command
    return {**around, "TOKEN": token.stdout.strip()}


def test_exporter_keeps_the_file_that_was_promised(
    launched: Launched, programs: Mapping[str, Path], tmp_path: Path
) -> None:
    command = [sys.executable, str(programs["exporter"])]
    done = subprocess.run(  # noqa: S603 - the page's own lines
        command,
        env=signed_in(launched),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows, _, checksum = done.stdout.split()
    content = (tmp_path / "evaluations.csv").read_bytes()
    assert sha256(content).hexdigest() == checksum
    assert len(content.splitlines()) == int(rows) + 1 > ENOUGH


def test_importer_shows_what_is_wrong_and_takes_the_mended_file(
    launched: Launched, programs: Mapping[str, Path], tmp_path: Path
) -> None:
    given = signed_in(launched)

    def send(birth_date: str) -> str:
        facts = ("5671", "199102032018011909", "1671010302910909", "Ayu Contoh", "", "", birth_date)
        rest = ("Palembang", "male", "PNS", "2018-01-01", "active")
        file = tmp_path / "employees.csv"
        file.write_text(f"{HEADER}\n{';'.join((*facts, *rest))}\n", encoding="utf-8")
        command = [sys.executable, str(programs["importer"])]
        done = subprocess.run(  # noqa: S603 - the page's own lines
            command, env=given, cwd=tmp_path, capture_output=True, text=True, timeout=SECONDS, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    refused = send("03/02/91")
    assert refused.startswith("refused {'rows': 1, 'imported': 0"), refused
    assert "ambiguous_date" in refused
    assert send("03/02/1991").startswith("finished {'rows': 1, 'imported': 1, 'unchanged': 0")
    assert send("1991-02-03").startswith("finished {'rows': 1, 'imported': 0, 'unchanged': 1")
