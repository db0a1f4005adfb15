"""The page for the outside auditor, tried as one: its commands and its program are taken from it and run."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PAGE = Path(__file__).parents[2] / "docs" / "checking-results.md"


def block(language: str) -> str:
    page = PAGE.read_text(encoding="utf-8")
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    return str(found)


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=os.environ)  # noqa: S603


def by_hand(folder: Path) -> subprocess.CompletedProcess[str]:
    shell = shutil.which("sh")
    assert shell is not None
    return run(folder, shell, "-e", "-c", block("sh"))


@pytest.fixture
def recomputed(tmp_path: Path, key: Ed25519PrivateKey) -> Callable[[Any], subprocess.CompletedProcess[str]]:
    """What the page's program says of the package of a world."""
    (tmp_path / "recompute.py").write_text(block("python"), encoding="utf-8")

    def recompute(made: Any) -> subprocess.CompletedProcess[str]:
        (tmp_path / "results.zip").write_bytes(made.packed(key))
        with ZipFile(tmp_path / "results.zip") as archive:
            archive.extractall(tmp_path / "results")
        return run(tmp_path, sys.executable, "recompute.py", "results")

    return recompute


def test_the_commands_of_the_page_find_a_good_package_good(
    tmp_path: Path, world: Callable[..., Any], key: Ed25519PrivateKey, trusted: str
) -> None:
    (tmp_path / "results.zip").write_bytes(world(8).packed(key))
    said = by_hand(tmp_path)
    assert said.returncode == 0, said.stderr
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
