"""What the built services say of themselves: documents, events and subscriptions; nothing runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

from fastapi import FastAPI

from abdi.contracts.breaches import Document
from abdi.dev.built import built_apps
from abdi.dev.suite import ALL, GATEWAY
from abdi.messaging import Event, Subscription
from abdi.messaging.event import published_events

EVENTS = "events"


@dataclass(frozen=True)
class Built:
    """One service: what it answers over HTTP, what it publishes and to what it listens."""

    name: str
    document: Document
    events: Sequence[type[Event]]
    subscriptions: Sequence[Subscription]


@dataclass(frozen=True)
class BuiltSuite:
    """All services, the gateway with the merged document of everybody."""

    services: Mapping[str, Built]

    @property
    def events(self) -> list[type[Event]]:
        """Everything that anybody publishes."""
        return [event for service in self.services.values() for event in service.events]


def build_suite(services: Sequence[str] = ALL) -> BuiltSuite:
    """Build every service as the laptop would start it, without starting anything."""
    built: dict[str, Built] = {}
    with built_apps(services) as apps:
        for name, app in apps.items():
            built[name] = Built(
                name, app.openapi(), events_of(name), tuple(getattr(app.state, "subscriptions", ()))
            )
        if GATEWAY in built:
            whole = _merged(apps[GATEWAY], {name: one.document for name, one in built.items()})
            built[GATEWAY] = Built(GATEWAY, whole, (), ())
    return BuiltSuite(built)


def events_of(service: str) -> list[type[Event]]:
    """Every event of a service, found in all its modules named `events`."""
    package = import_module(service)
    for module in walk_packages(package.__path__, f"{service}."):
        if module.name.rpartition(".")[2] == EVENTS:
            import_module(module.name)
    # Other packages may say that they publish for the service: tests do.
    return [event for event in published_events(service) if event.__module__.startswith(f"{service}.")]


def _merged(app: FastAPI, documents: Mapping[str, Document]) -> Document:
    # The kit knows no service; the gateway alone knows what is public.
    make: Any = import_module("gateway.documentation.whole").whole_document
    merged: Document = make(documents, app.state.kit.settings, version=app.version)
    return merged
