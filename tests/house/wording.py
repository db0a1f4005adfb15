"""Words that must not stand in the repository: registry addresses, paths of one machine, left-overs.

The patterns are put together from halves, so that this file does not contain what it forbids.
"""

import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.house.sources import ROOT, Source

Finding = tuple[int, str]

_REGISTRIES = (
    "py" + "pi.org",
    "pythonh" + "osted.org",
    "npm" + "js.",
    "artifact" + "ory",
    "--index" + "-url",
)
_PATHS = ("/work" + "/", "/ro" + "ot/", "/ho" + "me/", "/Us" + "ers/")
_FORBIDDEN = re.compile("|".join(re.escape(word) for word in (*_REGISTRIES, *_PATHS)), re.IGNORECASE)
_UNFINISHED = re.compile(r"#.*\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")


def forbidden_words(source: Source) -> Iterator[Finding]:
    """No registry hosts (the lock has no addresses) and no paths of somebody's machine."""
    for number, line in enumerate(source.lines, 1):
        if found := _FORBIDDEN.search(line):
            yield number, f"{found[0]!r} ties the repository to one place"


def unfinished_business(source: Source) -> Iterator[Finding]:
    """What is left to do stands in an issue."""
    for number, line in enumerate(source.lines, 1):
        if found := _UNFINISHED.search(line):
            yield number, f"{found[1]}: do it, or open an issue"


def check_words(texts: Iterable[Source]) -> list[str]:
    """One line for each forbidden word in texts that are not Python."""
    found = ((text.path, line, message) for text in texts for line, message in forbidden_words(text))
    return [f"{path}:{line}: {message} [forbidden_words]" for path, line, message in found]


def other_texts(root: Path = ROOT) -> Iterator[Source]:
    """The repository's texts that are not Python: documents, configuration, data."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout  # noqa: S603 - git itself
    for name in listed.splitlines():
        path = root / name
        if path.suffix in {".py", ".csv", ".png"} or not path.is_file():
            continue
        yield Source(name, path.read_text(encoding="utf-8", errors="replace"))
