"""How big everything is: `python -m tests.house.size`."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence

from tests.house.sources import Source, length, read_sources

APART = ("testing", "dev", "contracts")


def part_of(source: Source) -> str:
    """The heading under which a file is counted; the kit's runtime part has a limit of its own."""
    parts = source.path.split("/")
    if source.is_test:
        return f"{'/'.join(parts[: parts.index('tests')]) or 'across services'} tests"
    if source.is_migration:
        return f"{parts[1]} migrations"
    if parts[0] == "shared":
        return f"kit {parts[3]}" if parts[3] in APART else "kit runtime"
    return parts[1]


def report(sources: Sequence[Source]) -> Iterator[str]:
    """Lines per part, then the longest file and function (of migrations only the lines count)."""
    counted: Counter[str] = Counter()
    for source in sources:
        counted[part_of(source)] += len(source.lines)
    for part, lines in sorted(counted.items()):
        yield f"{lines:7,}  {part}"
    yield f"{counted.total():7,}  all"
    sources = [source for source in sources if not source.is_migration]
    longest = max(sources, key=lambda source: len(source.lines))
    yield f"longest file: {len(longest.lines)} lines, {longest.path}"
    size, name, path = max((length(f), f.name, source.path) for source in sources for f in source.functions)
    yield f"longest function: {size} lines, {name} in {path}"


if __name__ == "__main__":
    sys.stdout.write("".join(f"{line}\n" for line in report(read_sources())))
