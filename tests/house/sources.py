"""The Python files of the repository, parsed once, for the programs that check and measure them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_SOURCES = ("shared/src", "services/*/src", "deploy/*/src")
_TESTS = ("shared/tests", "services/*/tests", "deploy/*/tests", "tests")
_MIGRATIONS = ("services/*/migrations",)

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One file: its path from the root of the repository, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def functions(self) -> list[Function]:
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]

    @property
    def is_test(self) -> bool:
        return "/tests/" in f"/{self.path}"

    @property
    def is_migration(self) -> bool:
        return "/migrations/" in self.path

    @property
    def service(self) -> str | None:
        """The service whose source (not test, not migration) this is."""
        parts = self.path.split("/")
        return parts[1] if parts[0] == "services" and parts[2] == "src" else None


def length(function: Function) -> int:
    """Lines from the name to the end, decorators and docstring apart: they are no flow to follow."""
    first = function.body[0]
    is_documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if is_documented else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - docstring


def read_sources(root: Path = ROOT) -> list[Source]:
    """Every Python file of ours below `root`."""
    return [
        Source(str(path.relative_to(root)), path.read_text(encoding="utf-8")) for path in sorted(_files(root))
    ]


def _files(root: Path) -> Iterator[Path]:
    for pattern in (*_SOURCES, *_TESTS, *_MIGRATIONS):
        for folder in root.glob(pattern):
            yield from folder.rglob("*.py")
