"""`make contracts`: write the committed contracts again unless that breaks somebody; `--check` compares."""

import difflib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from abdi.clock import Clock, SystemClock
from abdi.contracts.breaches import Breach
from abdi.contracts.built import BuiltSuite, build_suite
from abdi.contracts.files import ACCEPTED, Files
from abdi.contracts.judging import Pages, breaches_of, line_of, pages_of, unaccepted

Say = Callable[[str], None]
SHOWN_DIFFERENCE: Final = 40
_HOW: Final = (
    "Nothing is written. Keep what was promised and add beside it: an optional field, another operation,\n"
    "the next major version. If nobody can depend on it yet, say so: make contracts ACCEPT='why'"
)
_HEAD: Final = (
    "# Accepted breaks\n\n"
    "Changes of contracts that broke a promise on purpose; `make contracts ACCEPT='why'` adds them.\n"
)


def run_contracts(
    say: Say, *, is_check: bool = False, accept: str | None = None, against: str = "HEAD", root: Path = Path()
) -> int:
    """Build the suite and judge it. Returns the exit code."""
    return judge(build_suite(), Files(root, against), say, is_check=is_check, accept=accept)


def judge(
    suite: BuiltSuite,
    files: Files,
    say: Say,
    *,
    is_check: bool = False,
    accept: str | None = None,
    clock: Clock | None = None,
) -> int:
    """Refuse what breaks a contract; else write the files, or only compare them. Returns the exit code."""
    broken = unaccepted(breaches_of(suite, files), files)
    if broken and accept and not is_check:
        _accept(broken, accept, files, clock=clock or SystemClock())
        say(f"  {len(broken)} breaks are accepted and noted in {ACCEPTED}.")
        broken = []
    if broken:
        for path, breach in broken:
            say(f"{path}: {breach}")
        say(f"{len(broken)} breaks of a contract. {_HOW}")
        return 1
    pages = pages_of(suite, files)
    return _compare(pages, files, say) if is_check else _write(pages, files, say)


def _accept(broken: Sequence[tuple[Path, Breach]], why: str, files: Files, *, clock: Clock) -> None:
    lines = [f"\n## {clock.today().isoformat()}: {why}\n", *(line_of(path, one) for path, one in broken)]
    files.write(ACCEPTED, (files.text(ACCEPTED) or _HEAD) + "\n".join(lines) + "\n")


def _write(pages: Pages, files: Files, say: Say) -> int:
    changed = [path for path, content in pages.items() if files.text(path) != content]
    for path in changed:
        files.write(path, pages[path])
    say(f"  {len(pages)} files, {len(changed)} of them new or changed; no promise is broken.")
    return 0


def _compare(pages: Pages, files: Files, say: Say) -> int:
    for path, content in pages.items():
        kept = files.text(path) or ""
        if kept != content:
            say(f"{path} differs from the code; look at the change, then `make contracts`:")
            difference = difflib.unified_diff(
                kept.splitlines(), content.splitlines(), "committed", "code", "", "", 0, lineterm=""
            )
            for line in [*difference][:SHOWN_DIFFERENCE]:
                say(f"  {line[:200]}")
            return 1
    say("  equal")
    return 0
