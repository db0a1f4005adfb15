"""Who may do what on the broker: one user per service, and an administrator who makes the streams."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from abdi.messaging.event import stream_of

ADMIN: Final = "admin"
REPLAY: Final = "replay"
RECONCILE: Final = "reconcile"
"""Suffixes of the passing consumers that a service makes beside its durables."""


@dataclass(frozen=True, slots=True)
class ServiceAccess:
    """Which producers a service listens to, and the purposes of its durables beside the plain one."""

    name: str
    listens_to: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()

    def durables(self) -> tuple[str, ...]:
        """The names of durables that it may make."""
        return (self.name, *(f"{self.name}-{purpose}" for purpose in self.purposes))

    def passing(self) -> tuple[str, ...]:
        """The names of consumers that it may make and remove again."""
        return (f"{self.name}-{REPLAY}", f"{self.name}-{RECONCILE}")


def server_users(
    passwords: Mapping[str, str], access: Sequence[ServiceAccess] | None = None
) -> list[dict[str, Any]]:
    """Entries of nats-server's `authorization.users`: the administrator (`admin`) and every service.

    A service publishes its own subjects only, makes, reads and removes its own consumers only, and hears only
    its own inbox: without that it could read the answers to another. Without `access` every service may
    listen to every other of `passwords`.
    """
    names = sorted(name for name in passwords if name != ADMIN)
    services = access if access is not None else [ServiceAccess(name, tuple(names)) for name in names]
    admin = {"user": ADMIN, "password": passwords[ADMIN]}
    return [admin, *(_user(service, passwords[service.name]) for service in services)]


def _user(service: ServiceAccess, password: str) -> dict[str, Any]:
    return {
        "user": service.name,
        "password": password,
        "permissions": {
            "publish": {"allow": publish_subjects(service)},
            "subscribe": {"allow": [f"_INBOX_{service.name}.>"]},
        },
    }


def publish_subjects(service: ServiceAccess) -> list[str]:
    """What a service may send: its events, requests about its consumers, acknowledgements."""
    allowed = [f"asn.{service.name}.>", "$JS.API.INFO"]
    for stream in sorted({stream_of(producer) for producer in (service.name, *service.listens_to)}):
        allowed.append(f"$JS.API.STREAM.INFO.{stream}")
        for durable in (*service.durables(), *service.passing()):
            allowed += [
                f"$JS.API.CONSUMER.CREATE.{stream}.{durable}",
                f"$JS.API.CONSUMER.INFO.{stream}.{durable}",
                f"$JS.API.CONSUMER.DELETE.{stream}.{durable}",
                f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{durable}",
                f"$JS.ACK.{stream}.{durable}.>",
            ]
    return allowed
