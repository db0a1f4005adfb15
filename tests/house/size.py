"""How big everything is: `make size`."""

import ast
import io
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator, Sequence

from tests.house.sources import Source, length, read_sources

APART = ("testing", "dev", "contracts", "cli", "deployment")
OPERATING = ("messaging/admin.py", "messaging/reconcile.py", "messaging/permissions.py")
NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


def part_of(source: Source) -> str:
    """The heading under which a file is counted; what an operator uses stands apart from what always runs."""
    parts = source.path.split("/")
    if source.is_test:
        return f"{'/'.join(parts[: parts.index('tests')]) or 'across services'} tests"
    if source.is_migration:
        return f"{parts[1]} migrations"
    if parts[0] != "shared":
        return parts[1]
    if source.path.endswith(OPERATING):
        return "kit operating"
    return f"kit {parts[3]}" if parts[3] in APART else "kit runtime"


def code_lines(source: Source) -> int:
    """Lines that hold code: no blank lines, comments or docstrings."""
    held: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type not in NO_CODE:
            held.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            held.difference_update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(held)


def report(sources: Sequence[Source]) -> Iterator[str]:
    """Lines and lines of code per part, then the longest file and function (migrations apart)."""
    lines: Counter[str] = Counter()
    code: Counter[str] = Counter()
    for source in sources:
        lines[part_of(source)] += len(source.lines)
        code[part_of(source)] += code_lines(source)
    yield "  lines     code"
    for part in sorted(lines):
        yield f"{lines[part]:7,}  {code[part]:7,}  {part}"
    yield f"{lines.total():7,}  {code.total():7,}  all"
    sources = [source for source in sources if not source.is_migration]
    longest = max(sources, key=lambda source: len(source.lines))
    yield f"longest file: {len(longest.lines)} lines, {longest.path}"
    size, name, path = max((length(f), f.name, source.path) for source in sources for f in source.functions)
    yield f"longest function: {size} lines, {name} in {path}"


if __name__ == "__main__":
    sys.stdout.write("".join(f"{line}\n" for line in report(read_sources())))
