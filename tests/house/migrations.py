"""Migrations that the version before them survives: expand first, contract one version later."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from tests.house.sources import Source

CONSENT: Final = "contracts"
"""What a migration names that takes something away: `contracts = "plan.title, unused since 0004"`."""

_BACKWARDS: Final = ("downgrade", "drop_", "remove_")
_TAKEN_AWAY: Final = {
    "drop_table": "drops a table",
    "drop_column": "drops a column",
    "rename_table": "renames a table",
}
_WORDS: Final = re.compile(
    r"\b(DROP\s+TABLE|DROP\s+COLUMN|RENAME\s+(TO|COLUMN)|SET\s+NOT\s+NULL)\b", re.IGNORECASE
)


def expand_then_contract(source: Source) -> Iterator[tuple[int, str]]:
    """A migration takes nothing from the running version, unless it says what nobody uses any more."""
    is_kit = source.path.startswith("shared/src/abdi/db/kit_v")
    if not (is_kit or (source.is_migration and "/versions/" in source.path)) or _consents(source.tree):
        return
    for part in source.tree.body:
        if isinstance(part, ast.FunctionDef) and part.name.lstrip("_").startswith(_BACKWARDS):
            continue
        for node in ast.walk(part):
            if isinstance(node, ast.Call) and (found := _taken_away(node)):
                yield (
                    node.lineno,
                    f"{found} that the running version uses; expand first, `{CONSENT} = ...` later",
                )


def _consents(tree: ast.Module) -> bool:
    names = [t for part in tree.body if isinstance(part, ast.Assign) for t in part.targets]
    return any(isinstance(name, ast.Name) and name.id == CONSENT for name in names)


def _taken_away(call: ast.Call) -> str | None:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if name == "execute":
        words = "".join(str(n.value) for a in call.args for n in ast.walk(a) if isinstance(n, ast.Constant))
        found = _WORDS.search(words)
        return f"takes away ({found[0].upper()})" if found else None
    if name == "alter_column":
        changes: list[str] = [key for key in ("new_column_name", "type_") if key in given]
        changes += ["nullable=False"] if _is(given.get("nullable"), value=False) else []
        return f"changes a column ({', '.join(changes)})" if changes else None
    if name == "add_column":
        return "adds a column without a default" if any(map(_is_demanding, call.args)) else None
    return _TAKEN_AWAY.get(name)


def _is_demanding(column: ast.expr) -> bool:
    if not isinstance(column, ast.Call):
        return False
    given = {keyword.arg: keyword.value for keyword in column.keywords}
    return _is(given.get("nullable"), value=False) and "server_default" not in given


def _is(node: ast.expr | None, *, value: bool) -> bool:
    return isinstance(node, ast.Constant) and node.value is value
