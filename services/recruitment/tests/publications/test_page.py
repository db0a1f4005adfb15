"""The page for the outside auditor, tried as one: its commands and its program are taken from it and run."""

import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from abdi.transparency.heads import TreeHead, sign_head
from abdi.transparency.merkle import MerkleTree, leaf_hash
from recruitment.publications.log_entries import InclusionFile, LogFacts, entry_of
from recruitment.publications.selection_files import RowsFacts, read_selection

PAGE = Path(__file__).parents[2] / "docs" / "checking-results.md"


def blocks(language: str) -> str:
    page = PAGE.read_text(encoding="utf-8")
    return "".join(re.findall(rf"^```{language}\n(.*?)^```$", page, re.DOTALL | re.MULTILINE))


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=os.environ)  # noqa: S603


def by_hand(folder: Path) -> subprocess.CompletedProcess[str]:
    """What a reader sees who has both files in a folder and types all commands one after the other."""
    shell = shutil.which("sh")
    assert shell is not None
    (folder / "recompute.py").write_text(blocks("python"), encoding="utf-8")
    return run(folder, shell, "-e", "-c", blocks("sh"))


@pytest.fixture
def recomputed(tmp_path: Path, key: Ed25519PrivateKey) -> Callable[[Any], subprocess.CompletedProcess[str]]:
    """What the page's program says of the package of a world."""
    (tmp_path / "recompute.py").write_text(blocks("python"), encoding="utf-8")

    def recompute(made: Any) -> subprocess.CompletedProcess[str]:
        (tmp_path / "results.zip").write_bytes(made.packed(key))
        with ZipFile(tmp_path / "results.zip") as archive:
            archive.extractall(tmp_path / "results")
        return run(tmp_path, sys.executable, "recompute.py", "results")

    return recompute


def test_the_commands_of_the_page_find_a_good_package_good(
    tmp_path: Path, world: Callable[..., Any], key: Ed25519PrivateKey, trusted: str
) -> None:
    made = world(8)
    (tmp_path / "results.zip").write_bytes(made.packed(key))
    said = by_hand(tmp_path)
    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines()[-1] == f"{len(made.rows)} rows recomputed"
    assert said.stdout.startswith(trusted)
    assert said.stdout.count("Signature Verified Successfully") == 2
    assert said.stdout.count("as signed") == 4


@pytest.mark.parametrize("name", ["rows.csv", "rules.json", "manifest.json", "manifest.sig", "head.txt"])
def test_the_commands_of_the_page_find_a_changed_file(
    name: str, tmp_path: Path, world: Callable[..., Any], key: Ed25519PrivateKey
) -> None:
    (tmp_path / "good.zip").write_bytes(world(8).packed(key))
    with ZipFile(tmp_path / "good.zip") as good, ZipFile(tmp_path / "results.zip", "w") as changed:
        for each in good.namelist():
            content = good.read(each)
            if each == name:
                content = content[:20] + bytes([content[20] ^ 1]) + content[21:]
            changed.writestr(each, content)
    said = by_hand(tmp_path)
    assert said.returncode != 0 or f"{name} DIFFERS" in said.stdout


@pytest.mark.parametrize("stage", ["skd", "final"])
def test_the_program_of_the_page_gives_the_same_outcomes(
    stage: str, world: Callable[..., Any], recomputed: Callable[[Any], subprocess.CompletedProcess[str]]
) -> None:
    for seed in range(12):
        made = world(seed, stage)
        said = recomputed(made)
        assert said.stdout == f"{len(made.rows)} rows recomputed\n", (seed, said.stderr)


def test_the_program_of_the_page_names_what_differs(
    world: Callable[..., Any], recomputed: Callable[[Any], subprocess.CompletedProcess[str]]
) -> None:
    made = world(8)
    row = made.rows[3]
    said = recomputed(made.with_code(3, "DIS"))
    assert said.returncode == 1
    assert f"code of {row.participant}: expected '{row.code}', found 'DIS'" in said.stderr
    fewer = replace(made, openings=(replace(made.openings[0], count=9), *made.openings[1:]))
    assert recomputed(fewer).returncode == 1


@pytest.fixture
def odd(
    tmp_path: Path, world: Callable[..., Any], key: Ed25519PrivateKey
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """What the page's program says of files of which one was changed; changed rows have root and log anew."""
    (tmp_path / "recompute.py").write_text(blocks("python"), encoding="utf-8")
    folder = tmp_path / "results"

    def recompute(
        name: str, change: Callable[[str], str], stage: str = "final"
    ) -> subprocess.CompletedProcess[str]:
        with ZipFile(io.BytesIO(world(8, stage).packed(key))) as archive:
            archive.extractall(folder)
        text = change((folder / name).read_text(encoding="utf-8"))
        (folder / name).write_text(text, encoding="utf-8")
        if name == "rows.csv":
            count_again(folder, text.split("\n")[1:-1], key)
        return run(tmp_path, sys.executable, "recompute.py", "results")

    return recompute


def count_again(folder: Path, lines: list[str], key: Ed25519PrivateKey) -> None:
    """Count and root of these rows, and their entry as the only one of its log."""
    state = MerkleTree(leaf_hash(line.encode()) for line in lines).state()
    before = read_selection((folder / "selection.json").read_bytes())
    facts = before.model_copy(update={"rows": RowsFacts(count=state.size, root=state.root.hex())})
    (folder / "selection.json").write_bytes(facts.to_bytes())
    digest = sha256((folder / "manifest.json").read_bytes()).hexdigest()
    tree = MerkleTree([leaf_hash(entry_of(facts, digest))])
    head = sign_head(TreeHead(facts.log, tree.state()), at=datetime(2025, 1, 8, tzinfo=UTC), key=key)
    (folder / "head.txt").write_bytes(head)
    (folder / "inclusion.json").write_bytes(InclusionFile.of(LogFacts(0, [], head)).to_bytes())


@pytest.mark.parametrize("stage", ["skd", "final"])
def test_the_program_of_the_page_finds_a_row_that_is_there_twice(
    stage: str, odd: Callable[..., subprocess.CompletedProcess[str]], world: Callable[..., Any]
) -> None:
    rows = world(8, stage).rows
    assert odd("rows.csv", lambda text: text, stage).stdout == f"{len(rows)} rows recomputed\n"
    away = next(row.participant for row in rows if row.standing != "taking_part")

    def twice(text: str) -> str:
        lines = text.splitlines(keepends=True)
        return "".join(line * (2 if line.startswith(f"{away},") else 1) for line in lines)

    said = odd("rows.csv", twice, stage)
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == "differs: order of the rows, or a participant is there twice\n"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("rows.csv", lambda text: text.replace(",o0", ",x0", 1)),
        ("rows.csv", lambda text: text.replace(",70.00", ",abc", 1)),
        ("rows.csv", lambda text: text.replace(",70.00", ",NaN", 1)),
        ("rules.json", lambda text: text.replace('"decimals"', '"decimal"')),
        ("rules.json", lambda text: text[:-1]),
        ("head.txt", lambda _: ""),
        ("inclusion.json", lambda text: text.replace('"proof":["', '"proof":["x')),
        ("formations.csv", lambda _: "id\n"),
    ],
)
def test_the_program_of_the_page_says_of_odd_files_that_they_differ(
    name: str, change: Callable[[str], str], odd: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    said = odd(name, change)
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.startswith("differs: ")
    assert "Traceback" not in said.stderr
