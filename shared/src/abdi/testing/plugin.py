"""The pytest plugin of the kit (entry point `pytest11`): hooks, and where its fixtures are."""

from typing import Any

import pytest

from abdi.testing.infrastructure import close_infrastructure, infrastructure_of

pytest.register_assert_rewrite(
    "abdi.testing.suites",
    "abdi.testing.policy_suite",
    "abdi.testing.policy_proof",
    "abdi.testing.problems",
    "abdi.testing.access_suite",
)

pytest_plugins = [
    "abdi.testing.server_fixtures",
    "abdi.testing.service_fixtures",
    "abdi.testing.message_fixtures",
    "abdi.testing.directories",
    "abdi.testing.policy_report",
]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Give each pytest-xdist worker the address of the one PostgreSQL."""
    node.workerinput["abdi"] = infrastructure_of(node.config).hand_over()


def pytest_unconfigure(config: pytest.Config) -> None:
    close_infrastructure(config)
