"""`abdi verify`: a published result checked offline, or the proof of one row of it."""

import sys
from contextlib import ExitStack
from json import detect_encoding
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from recruitment.publications.differences import NotUsable, NotVerified
from recruitment.publications.row_proofs import MOST_BYTES, check_row, prove_row, read_proof
from recruitment.publications.successions import check_after
from recruitment.publications.verification import Say, verify_package

Published = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="results.zip of a published stage, or a proof of one row (JSON)."),
]
Key = Annotated[
    str,
    typer.Option(
        metavar="FINGERPRINT",
        help="The fingerprint of the publisher's key, 64 hex digits, from a source you trust: not from FILE.",
    ),
]
Prove = Annotated[
    str | None,
    typer.Option(metavar="NUMBER", help="Write the proof of the row of this participant number as well."),
]
After = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The SKD list (results.zip) that a final list must take up exactly."),
]
Output = Annotated[
    Path | None, typer.Option(dir_okay=False, help="Where that proof goes; without it to the terminal.")
]
_ZIP = b"PK"
_BLANK = "\ufeff \t\r\n"


def verify(
    published: Published,
    *,
    key: Key,
    after: After = None,
    prove: Prove = None,
    output: Output = None,
) -> None:
    """Check a published result and compute it again; needs no server and no network.

    Of results.zip it checks: the zip file (these files, once, in one form);
    the key; the signature; the SHA-256 of every file; the place in the log
    and its signed head; the rule set, against the one that came with this
    program. Then it computes again, from scores, openings, weights and
    rules: SKD sums and thresholds, who goes on to SKB, SKB, final scores,
    the ranking with what decided it, ties by age order, who fills which
    opening, and every result code.

    Of a proof it checks that the row stands in a result so published; it
    computes nothing again. With --prove it writes such a proof.

    With --after it checks the SKD list as well, and that exactly those who
    went on by it are in the final list, with the same scores.

    It says what it checked. The last line is `verified` (exit code 0), or
    it names the first file, row and field that differ, with what was
    expected and found (1). What cannot be used at all ends with 2.

    It cannot say that scores are true, or that nobody was left out.
    """
    if output is not None and prove is None:
        raise typer.BadParameter("goes with --prove", param_hint="--output")
    try:
        _verify(published, key, after=after, prove=prove, output=output)
    except NotVerified as error:
        _tell(f"not verified: {error}")
        raise typer.Exit(1) from error
    except (NotUsable, OSError) as error:
        _tell(f"cannot be used: {error}", err=True)
        raise typer.Exit(2) from error
    _tell("verified", err=prove is not None and output is None)


def _verify(published: Path, key: str, *, after: Path | None, prove: str | None, output: Path | None) -> None:
    to_terminal = prove is not None and output is None

    def say(told: str) -> None:
        _tell(told, err=to_terminal)

    if output is not None:
        _must_be_another(output, published, after)
    with ExitStack() as opened:
        source = opened.enter_context(published.open("rb"))
        if _is_proof(source):
            if prove is not None or after is not None:
                raise NotUsable("--prove and --after go with results.zip, not with a proof")
            _verify_proof(source, key, say)
            return
        verified = verify_package(source, key, label=published.name, say=say)
        if after is not None:
            say("")
            earlier = opened.enter_context(after.open("rb"))
            check_after(verified, verify_package(earlier, key, label=after.name, say=say), say=say)
        if prove is None:
            return
        proof = prove_row(verified.signed, prove).to_bytes()
    if output is None:
        typer.echo(proof, nl=False)
    else:
        output.write_bytes(proof)
        say(f"proof       of participant {prove} in {output}")


def _must_be_another(output: Path, *inputs: Path | None) -> None:
    for one in inputs:
        if one is not None and one.exists() and output.exists() and output.samefile(one):
            raise typer.BadParameter("would overwrite a file that is read", param_hint="--output")


def _is_proof(source: BinaryIO) -> bool:
    """Whether this is JSON in any layout; what is not is taken for a package, and checked as one."""
    begin = source.read(len(_ZIP))
    if begin == _ZIP:
        return False
    data = begin + source.read(MOST_BYTES)
    return data.decode(detect_encoding(data), "replace").lstrip(_BLANK).startswith("{")


def _verify_proof(source: BinaryIO, key: str, say: Say) -> None:
    source.seek(0)
    if len(data := source.read(MOST_BYTES + 1)) > MOST_BYTES:
        raise NotUsable("a proof of a row is smaller than this file")
    check_row(read_proof(data), key, say=say)


def _tell(told: str, *, err: bool = False) -> None:
    """One line for the terminal; what its encoding lacks is spelled out, as no verdict may fail on a sign."""
    encoding = (sys.stderr if err else sys.stdout).encoding or "ascii"
    typer.echo(_plain(told).encode(encoding, "backslashreplace").decode(encoding), err=err)


def _plain(told: str) -> str:
    """The text without signs that a terminal obeys; a package can hold anything until it is verified."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in told)
