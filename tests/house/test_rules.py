"""Each rule catches its violation, says where, and lets the good neighbour pass."""

import pytest

from tests.house.rules import check
from tests.house.size import report
from tests.house.sources import Source, read_sources
from tests.house.wording import check_words

LONG = "def work():\n" + "    step()\n" * 41
DOCUMENTED = 'def work():\n    """' + "words\n" * 30 + '    """\n' + "    step()\n" * 20
SERVICE = "services/toy/src/toy/notes/service.py"
KIT = "shared/src/abdi/new.py"
MIGRATION = "services/toy/migrations/versions/0002_next.py"
ADDED = 'def upgrade():\n    op.add_column("plan", sa.Column("title", sa.String(), nullable=False{}))\n'
ROUTES = "def add(router):\n    def get(a, b, c, d):\n        pass\n    router.add_api_route('', {})\n"
UNFINISHED = "# TO" + "DO later\n"
SOMEWHERE = 'path = "/ho' + 'me/me/data"\n'
REGISTRY = "# see https://py" + "pi.org\n"

VIOLATIONS = {
    "short_functions": (KIT, LONG, 1),
    "short_files": (KIT, "x = 1\n" * 301, 300),
    "few_parameters": (KIT, "def f(a, b, *, c, d, e, g, h):\n    pass\n", 1),
    "named_modules": ("shared/src/abdi/utils.py", "", 1),
    "commits_at_the_edge": (SERVICE, "async def f(session):\n    await session.commit()\n", 2),
    "imports_on_top": (KIT, "def f():\n    import json\n", 2),
    "nats_at_home": (KIT, "from nats.js import api\n", 1),
    "http_at_the_edge": (SERVICE, "from fastapi import Request\n", 1),
    "no_prints": (SERVICE, "print('x')\n", 1),
    "forbidden_words": (KIT, SOMEWHERE, 1),
    "unfinished_business": (KIT, UNFINISHED, 1),
    "expand_then_contract": (MIGRATION, 'def upgrade():\n    op.drop_column("plan", "title")\n', 2),
    "settings_read_once": ("services/toy/src/toy/app.py", "one = Settings()\ntwo = ToySettings()\n", 2),
}

GOOD = {
    "a docstring is not counted": (KIT, DOCUMENTED),
    "six parameters, three of them by position": (KIT, "def f(a, b, c, *, d, e, g):\n    pass\n"),
    "self is not counted": (KIT, "class A:\n    def f(self, a, b, c):\n        pass\n"),
    "a fixture takes what it needs": (
        "shared/tests/test_a.py",
        "def test_a(a, b, c, d, e, f, g):\n    pass\n",
    ),
    "a route takes what it needs": (KIT, ROUTES.format("get")),
    "the kit commits": ("shared/src/abdi/db/uow.py", "async def f(session):\n    await session.commit()\n"),
    "nats in its home": ("shared/src/abdi/messaging/nats/broker.py", "import nats\n"),
    "fastapi in endpoints": ("services/toy/src/toy/notes/endpoints.py", "from fastapi import Query\n"),
    "what streams through the gateway": (
        "services/gateway/src/gateway/forwarding/transfers.py",
        "from starlette.requests import ClientDisconnect\n",
    ),
    "settings where the app begins": ("services/toy/src/toy/app.py", "one = Settings()\n"),
    "a column with a default": (MIGRATION, ADDED.format(', server_default=""')),
    "the way back takes away": (MIGRATION, 'def downgrade():\n    op.drop_column("plan", "title")\n'),
    "what nobody uses any more": (
        MIGRATION,
        'contracts = "plan.title, unused since 0001"\ndef upgrade():\n    op.drop_column("plan", "title")\n',
    ),
    "settings with values": (SERVICE, "two = Settings(name='x')\n"),
}


@pytest.mark.parametrize("rule", VIOLATIONS)
def test_rule_names_the_place_that_breaks_it(rule: str) -> None:
    path, text, line = VIOLATIONS[rule]
    found = check([Source(path, text)])
    assert len(found) == 1
    assert found[0].startswith(f"{path}:{line}: ")
    assert found[0].endswith(f"[{rule}]")


@pytest.mark.parametrize("reason", GOOD)
def test_good_code_passes(reason: str) -> None:
    assert check([Source(*GOOD[reason])]) == []


@pytest.mark.parametrize(
    "step",
    [
        'op.rename_table("plan", "target")',
        'op.alter_column("plan", "title", new_column_name="name")',
        'op.alter_column("plan", "title", nullable=False)',
        'op.alter_column("plan", "year", type_=sa.String())',
        'op.execute("ALTER TABLE plan RENAME COLUMN title TO name")',
        'op.drop_table("plan")',
    ],
)
def test_step_that_the_running_version_would_not_survive_is_caught(step: str) -> None:
    assert check([Source(MIGRATION, f"def upgrade():\n    {step}\n")])


def test_column_that_the_running_version_does_not_fill_needs_a_default() -> None:
    assert check([Source(MIGRATION, ADDED.format(""))])


def test_parameters_after_the_third_are_given_by_name() -> None:
    (found,) = check([Source(KIT, "def f(a, b, c, d):\n    pass\n")])
    assert "keyword-only" in found


def test_only_the_function_that_becomes_the_route_may_take_more() -> None:
    (found,) = check([Source(KIT, ROUTES.format("other"))])
    assert found.startswith(f"{KIT}:2: function get: keyword-only")
    (found,) = check([Source(KIT, ROUTES.format("get") + "def get(a, b, c, d):\n    pass\n")])
    assert found.startswith(f"{KIT}:5: function get: keyword-only")


def test_only_the_stream_of_the_gateway_may_know_http() -> None:
    assert check([Source("services/toy/src/toy/notes/transfers.py", "from fastapi import Request\n")])


def test_type_checking_and_registry_are_caught() -> None:
    assert check([Source(KIT, "from typing import TYPE_CHECKING\n")])
    assert check([Source(KIT, REGISTRY)])


def test_words_are_forbidden_in_documents_too() -> None:
    (found,) = check_words([Source("README.md", "# Abdi\n\n" + SOMEWHERE)])
    assert found.startswith("README.md:3: ")


def test_sizes_are_reported_by_part() -> None:
    lines = list(report([Source(KIT, LONG), Source(SERVICE, "def f():\n    pass\n")]))
    assert "     42       42  kit runtime" in lines
    assert "      2        2  toy" in lines
    assert lines[-1] == f"longest function: 42 lines, work in {KIT}"


def test_every_source_of_the_repository_is_read() -> None:
    paths = {source.path for source in read_sources()}
    assert "shared/src/abdi/clock.py" in paths
    assert "tests/house/test_rules.py" in paths
    assert not any("/.venv/" in path for path in paths)
