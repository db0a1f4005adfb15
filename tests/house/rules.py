"""The house rules that are programs: `python -m tests.house.rules` names every place that breaks one.

Each rule is a function from one source to findings (line, message); what ruff and import-linter can say is
said there. `wording.py` has the rules about words.
"""

import ast
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.house.migrations import expand_then_contract
from tests.house.sources import Function, Source, length, read_sources
from tests.house.wording import check_words, forbidden_words, other_texts, unfinished_business

Finding = tuple[int, str]
Rule = Callable[[Source], Iterator[Finding]]

FUNCTION_LINES = 40
FILE_LINES = 300
PARAMETERS = 6
POSITIONAL = 3
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "base", "manager", "core"}
NATS_HOME = "shared/src/abdi/messaging/nats"
HTTP_FILES = {"endpoints.py", "app.py", "policy.py"}
STREAMS = "services/gateway/src/gateway/forwarding/transfers.py"
"""Hands a request's body on while it arrives: there is nothing in it but HTTP."""


def short_functions(source: Source) -> Iterator[Finding]:
    """A function is at most 40 lines, without its docstring; a migration is as long as its columns."""
    for function in () if source.is_migration else source.functions:
        if (lines := length(function)) > FUNCTION_LINES:
            yield function.lineno, f"function {function.name} has {lines} lines, at most {FUNCTION_LINES}"


def short_files(source: Source) -> Iterator[Finding]:
    """A file is at most 300 lines."""
    if len(source.lines) > FILE_LINES and not source.is_migration:
        yield FILE_LINES, f"file has {len(source.lines)} lines, at most {FILE_LINES}"


def few_parameters(source: Source) -> Iterator[Finding]:
    """At most six parameters, after the third by keyword; not for what a framework fills by name."""
    routes = set(_routes(source))
    for function in source.functions:
        if source.is_test or function.decorator_list or function in routes:
            continue
        own = [a for a in (*function.args.posonlyargs, *function.args.args) if a.arg not in {"self", "cls"}]
        count = len(own) + len(function.args.kwonlyargs)
        if count > PARAMETERS:
            yield function.lineno, f"function {function.name} has {count} parameters, at most {PARAMETERS}"
        elif len(own) > POSITIONAL:
            yield function.lineno, f"function {function.name}: keyword-only after {POSITIONAL} parameters"


def named_modules(source: Source) -> Iterator[Finding]:
    """A module is named by its concept."""
    parts = {Path(part).stem for part in source.path.split("/")}
    for name in sorted(parts & FORBIDDEN_NAMES):
        yield 1, f"{name} says nothing about what is inside"


def commits_at_the_edge(source: Source) -> Iterator[Finding]:
    """Services never commit or roll back: the kit's unit of work does."""
    if not source.service:
        return
    for call in _calls(source):
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"commit", "rollback"}:
            yield call.lineno, f"{call.func.attr}() belongs to the unit of work of the kit"


def imports_on_top(source: Source) -> Iterator[Finding]:
    """No import inside a function, and none that only the type checker sees: both hide a cycle."""
    for function in source.functions:
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield node.lineno, f"import inside function {function.name}"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and any(name.name == "TYPE_CHECKING" for name in node.names):
            yield node.lineno, "TYPE_CHECKING hides an import cycle"


def nats_at_home(source: Source) -> Iterator[Finding]:
    """`nats` is imported by the broker's wrapper only; tests may look behind it."""
    if source.path.startswith(NATS_HOME) or source.is_test:
        return
    yield from _imports_of(source, {"nats"}, "only abdi.messaging.nats talks to the broker")


def http_at_the_edge(source: Source) -> Iterator[Finding]:
    """In services `fastapi` and `starlette` are known to endpoints, app, policy and what streams only."""
    if source.service and Path(source.path).name not in HTTP_FILES and source.path != STREAMS:
        yield from _imports_of(source, {"fastapi", "starlette"}, "HTTP belongs to endpoints, app and policy")


def no_prints(source: Source) -> Iterator[Finding]:
    """A service logs; only programs for the terminal write to it, and they do not use print."""
    for call in _calls(source):
        if isinstance(call.func, ast.Name) and call.func.id == "print":
            yield call.lineno, "print(): log an event, or typer.echo in a command"


def settings_read_once(source: Source) -> Iterator[Finding]:
    """A service reads its settings where it begins: once in `app`, once in `commands`."""
    reads = [
        call
        for call in _calls(source)
        if isinstance(call.func, ast.Name) and call.func.id.endswith("Settings") and not call.keywords
    ]
    is_beginning = Path(source.path).name in {"app.py", "commands.py"}
    for call in reads[1 if is_beginning else 0 :] if source.service else ():
        yield call.lineno, "settings are read once, where the service begins, and passed on"


def _calls(source: Source) -> Iterator[ast.Call]:
    return _calls_in(source.tree)


def _calls_in(part: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(part) if isinstance(node, ast.Call))


def _routes(source: Source) -> Iterator[Function]:
    """Functions that the function around them hands to `add_api_route`: routes without a decorator."""
    for maker in source.functions:
        given = {
            call.args[1].id
            for call in _calls_in(maker)
            if isinstance(call.func, ast.Attribute)
            and call.func.attr == "add_api_route"
            and len(call.args) > 1
            and isinstance(call.args[1], ast.Name)
        }
        yield from (node for node in maker.body if isinstance(node, Function) and node.name in given)


def _imports_of(source: Source, packages: set[str], message: str) -> Iterator[Finding]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        if any(name.partition(".")[0] in packages for name in names):
            yield node.lineno, message


RULES: tuple[Rule, ...] = (
    short_functions,
    short_files,
    few_parameters,
    named_modules,
    commits_at_the_edge,
    imports_on_top,
    nats_at_home,
    http_at_the_edge,
    no_prints,
    settings_read_once,
    forbidden_words,
    unfinished_business,
    expand_then_contract,
)


def check(sources: Sequence[Source]) -> list[str]:
    """One line for each place that breaks a rule, as editors read it."""
    found = [
        (source, finding, rule.__name__) for source in sources for rule in RULES for finding in rule(source)
    ]
    return sorted(f"{source.path}:{line}: {message} [{rule}]" for source, (line, message), rule in found)


def main() -> int:
    """Check the repository; the exit code says whether all is well."""
    findings = check(read_sources()) + check_words(other_texts())
    sys.stdout.write("".join(f"{finding}\n" for finding in findings))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
