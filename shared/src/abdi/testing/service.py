"""Which service a test is about, and how its database comes to be."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from fastapi import FastAPI

from abdi.db.migrations import check, upgrade
from abdi.settings import AppSettings
from abdi.testing.databases import Migrate


@dataclass(frozen=True)
class ServiceUnderTest:
    """The parts of a service that the fixtures and suites need.

    `base` is None for a service without a database; `package` is what is imported and inspected; `check`
    raises when a database differs from the models.
    """

    name: str
    package: str
    create_app: Callable[..., FastAPI]
    settings: type[AppSettings]
    base: Any
    migrate: Migrate
    check: Migrate


@cache
def named_service(name: str) -> ServiceUnderTest:
    """The service `name` by the house's layout: `<name>.app`, `.settings`, and `.db` if it has one."""
    app = import_module(f"{name}.app")
    settings = import_module(f"{name}.settings")
    return ServiceUnderTest(
        name=name,
        package=name,
        create_app=app.create_app,
        settings=_settings_class(settings),
        base=import_module(f"{name}.db").Base if find_spec(f"{name}.db") else None,
        migrate=partial(upgrade, name),
        check=partial(check, name),
    )


def _settings_class(module: Any) -> type[AppSettings]:
    own = [
        value
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, AppSettings) and value.__module__ == module.__name__
    ]
    assert len(own) == 1, f"{module.__name__} should define one settings class, not {own}"
    return own[0]
