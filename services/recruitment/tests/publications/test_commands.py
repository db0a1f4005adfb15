"""`abdi verify` as somebody outside runs it, and the same checks with the tools of any computer."""

import os
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
from typer.testing import CliRunner, Result

from abdi.cli import build

OFFLINE = """
import sys
import recruitment.publications.commands
heavy = {"fastapi", "starlette", "sqlalchemy", "asyncpg", "nats", "aiohttp", "uvicorn"} & sys.modules.keys()
sys.exit(", ".join(sorted(heavy)) or 0)
"""
RUN = """
import sys
from abdi.cli import build
build(["verify"])()
"""


@pytest.fixture
def published(tmp_path: Path, world: Callable[..., Any], key: Ed25519PrivateKey) -> Path:
    """A good package in a file."""
    path = tmp_path / "results.zip"
    path.write_bytes(world(8).packed(key))
    return path


def verify(*arguments: str | Path) -> Result:
    return CliRunner().invoke(build(["verify"]), ["verify", *map(str, arguments)])


def test_a_good_package_ends_with_verified(published: Path, trusted: str) -> None:
    result = verify(published, "--key", trusted)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == "verified"
    assert "head signed 2025-01-08 02:00:01 UTC" in result.stdout


def test_a_wrong_outcome_ends_with_the_row_and_one(
    tmp_path: Path, world: Callable[..., Any], key: Ed25519PrivateKey, trusted: str
) -> None:
    made = world(8)
    path = tmp_path / "results.zip"
    number, honest = made.rows[4].participant, made.rows[4].code
    path.write_bytes(made.with_code(4, "DIS").packed(key))
    result = verify(path, "--key", trusted)
    assert result.exit_code == 1
    expected = f"rows.csv, line 6, participant {number}, field code: the rules give another outcome: "
    assert result.stdout.splitlines()[-1] == f"not verified: {expected}expected {honest}, found DIS"


def test_another_key_ends_with_one(published: Path) -> None:
    result = verify(published, "--key", "0" * 64)
    assert result.exit_code == 1
    assert "key.pem: the key has another fingerprint" in result.stdout


def test_what_cannot_be_used_ends_with_two(published: Path, tmp_path: Path, trusted: str) -> None:
    for path, key in (
        (tmp_path / "absent.zip", trusted),
        (tmp_path, trusted),
        (published, "abc"),
        (Path(__file__), trusted),
    ):
        result = verify(path, "--key", key)
        assert result.exit_code == 2
        assert "cannot be used" in result.stderr
    assert verify(published).exit_code == 2


def test_the_proof_of_a_row_is_written_and_verified(published: Path, tmp_path: Path, trusted: str) -> None:
    proof = tmp_path / "proof.json"
    made = verify(published, "--key", trusted, "--prove", "24000002", "--output", proof)
    assert made.exit_code == 0, made.output
    result = verify(proof, "--key", trusted)
    assert result.exit_code == 0, result.output
    assert "participant: 24000002" in result.stdout
    assert result.stdout.splitlines()[-1] == "verified"
    proof.write_text(proof.read_text().replace('"24000002,', '"24000003,'))
    changed = verify(proof, "--key", trusted)
    assert changed.exit_code == 1
    assert "rows.csv: this row does not stand there" in changed.stdout


def test_a_proof_goes_to_the_terminal_alone(published: Path, tmp_path: Path, trusted: str) -> None:
    made = verify(published, "--key", trusted, "--prove", "24000002")
    assert made.stderr.splitlines()[-1] == "verified"
    (tmp_path / "proof.json").write_text(made.stdout)
    assert verify(tmp_path / "proof.json", "--key", trusted).exit_code == 0
    assert verify(published, "--key", trusted, "--prove", "9").exit_code == 2
    assert verify(tmp_path / "proof.json", "--key", trusted, "--prove", "24000002").exit_code == 2


def test_a_package_cannot_write_to_the_terminal(published: Path, tmp_path: Path, trusted: str) -> None:
    with ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr("\x1b[2J\u202everified", b"")
    result = verify(tmp_path / "evil.zip", "--key", trusted)
    assert result.exit_code == 1
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output


def test_what_is_no_participant_number_ends_with_two(published: Path, trusted: str) -> None:
    for number in ("\udcff", "24000002,", "1" * 5000):
        result = verify(published, "--key", trusted, "--prove", number)
        assert result.exit_code == 2
        assert "is no participant number" in result.stderr or "(50" in result.stderr


def test_a_proof_overwrites_none_of_the_files_that_are_read(
    published: Path, tmp_path: Path, trusted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = published.read_bytes()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "same.zip").hardlink_to(published)
    (tmp_path / "also.zip").symlink_to(published)
    (tmp_path / "skd.zip").write_bytes(before)
    asked: list[str | Path] = ["--key", trusted, "--prove", "24000002", "--after", tmp_path / "skd.zip"]
    for output in (published, Path("results.zip"), Path("same.zip"), Path("also.zip"), Path("skd.zip")):
        result = verify(published, *asked, "--output", output)
        assert result.exit_code == 2
        assert "would overwrite a file that is read" in result.stderr
    assert published.read_bytes() == (tmp_path / "skd.zip").read_bytes() == before


def test_an_output_without_anything_to_write_is_a_wrong_use(
    published: Path, tmp_path: Path, trusted: str
) -> None:
    result = verify(published, "--key", trusted, "--output", tmp_path / "proof.json")
    assert result.exit_code == 2
    assert "goes with --prove" in result.stderr
    assert not (tmp_path / "proof.json").exists()


@pytest.mark.parametrize(
    "laid_out",
    [
        lambda text: b"\n \t\r\n" + text.encode(),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace("\n", "\r\n").encode("utf-16"),
        lambda text: b" " * 100_000 + text.encode(),
    ],
    ids=["white space", "byte order mark", "UTF-16", "far"],
)
def test_a_proof_is_json_in_any_layout(
    published: Path, tmp_path: Path, trusted: str, laid_out: Callable[[str], bytes]
) -> None:
    proof = tmp_path / "proof.json"
    verify(published, "--key", trusted, "--prove", "24000002", "--output", proof)
    proof.write_bytes(laid_out(proof.read_text(encoding="utf-8")))
    result = verify(proof, "--key", trusted)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == "verified"


def test_a_terminal_that_lacks_a_sign_gets_the_verdict_all_the_same(
    tmp_path: Path, world: Callable[..., Any], key: Ed25519PrivateKey, trusted: str
) -> None:
    made = world(8)
    path = tmp_path / "results.zip"
    facts = made.facts.model_copy(update={"title": "Seleksi \u4e2d \xe9"})
    path.write_bytes(replace(made, facts=facts).packed(key))
    command = [sys.executable, "-c", RUN, "verify", str(path), "--key", trusted, "--prove", "24000002"]
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    run = subprocess.run(command, capture_output=True, check=False, env=environment)  # noqa: S603
    assert run.returncode == 0, run.stderr
    assert rb"Seleksi \u4e2d \xe9" in run.stderr
    assert run.stderr.splitlines()[-1] == b"verified"
    proof = tmp_path / "proof.json"
    proof.write_bytes(run.stdout)
    assert verify(proof, "--key", trusted).exit_code == 0


def test_it_needs_no_part_of_a_server() -> None:
    run = subprocess.run([sys.executable, "-c", OFFLINE], capture_output=True, text=True, check=False)  # noqa: S603
    assert run.returncode == 0, run.stderr


def test_the_command_explains_itself() -> None:
    told = CliRunner().invoke(build(["verify"]), ["verify", "--help"], env={"COLUMNS": "80"}).output
    for word in ("FINGERPRINT", "--prove", "exit code 0", "cannot say that scores are true"):
        assert word in " ".join(told.split())


def test_openssl_says_the_same(published: Path, tmp_path: Path, trusted: str) -> None:
    openssl = shutil.which("openssl")
    assert openssl is not None, "openssl is part of every developer's system"
    with ZipFile(published) as archive:
        archive.extractall(tmp_path)
    signature = ["-inkey", "key.pem", "-sigfile", "manifest.sig", "-in", "manifest.json"]
    for command, said in (
        ([openssl, "pkeyutl", "-verify", "-pubin", "-rawin", *signature], "Signature Verified Successfully"),
        ([openssl, "pkey", "-pubin", "-in", "key.pem", "-outform", "DER", "-out", "key.der"], ""),
        ([openssl, "dgst", "-sha256", "-r", "key.der"], trusted),
    ):
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)  # noqa: S603
        assert said in run.stdout
