"""Which services the laptop environment runs, and the environment that each of them gets."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from abdi.cli.state import CLOCK_SHIFT_FILE
from abdi.deployment.parts import ALL, BROKER_ACCESS, GATEWAY, WITH_DATABASE
from abdi.dev.bootstrap import database_url
from abdi.dev.clients import ensure_clients
from abdi.dev.ports import LOOPBACK
from abdi.dev.processes import DevError
from abdi.dev.secrets import Secrets
from abdi.tokens import PRIVATE_KEY_FILE, public_key_set

__all__ = [
    "ALL",
    "BROKER_ACCESS",
    "GATEWAY",
    "WITH_DATABASE",
    "Surroundings",
    "chosen",
    "service_environment",
]


@dataclass(frozen=True)
class Surroundings:
    """What every service environment is made of."""

    admin_url: str
    nats_urls: Mapping[str, str]
    secrets: Secrets
    public_keys: Path
    ports: Mapping[str, int]
    nats_monitoring_url: str | None = None
    """The bundled broker's account of itself; None for one elsewhere."""

    def owner_url(self, service: str) -> str:
        """The database address of the role that migrates."""
        password = self.secrets.owner_password(service)
        return database_url(self.admin_url, service, user=f"{service}_owner", password=password)

    def runtime_url(self, service: str) -> str:
        """The database address of the running service."""
        password = self.secrets.runtime_password(service)
        return database_url(self.admin_url, service, user=service, password=password)


def service_environment(service: str, around: Surroundings) -> dict[str, str]:
    """The configuration of one service process."""
    common = {
        "ENV": "development",
        "HOST": LOOPBACK,
        "PORT": str(around.ports[service]),
        "TOKEN_KEYS_FILE": str(around.public_keys),
        "CLOCK_SHIFT_FILE": str(around.public_keys.parent / CLOCK_SHIFT_FILE),
        "CURSOR_KEY": around.secrets.cursor_key,
        "LC_ALL": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",
    }
    if service == GATEWAY:
        common["APPLICANT_KEYS"] = public_key_set(around.secrets.applicant_signing_key)
        addresses = {f"{s.upper()}_URL": f"http://{LOOPBACK}:{around.ports[s]}" for s in WITH_DATABASE}
        return {**common, **addresses, **_development_issuer(around.public_keys.parent)}
    own = {"DATABASE_URL": around.runtime_url(service), "NATS_URL": around.nats_urls[service]}
    if around.nats_monitoring_url:
        own["NATS_MONITORING_URL"] = around.nats_monitoring_url
    if service == "personnel":
        own |= {
            "NIK_KEY": around.secrets.nik_cipher_key,
            "NIK_INDEX_KEY": around.secrets.nik_index_key,
            "EXCHANGE_KEY": around.secrets.exchange_key,
        }
    if service == "recruitment":
        own |= {
            "NIK_KEY": around.secrets.candidate_cipher_key,
            "NIK_INDEX_KEY": around.secrets.candidate_index_key,
            "EXCHANGE_KEY": around.secrets.exchange_key,
            "APPLICANT_SIGNING_KEY": around.secrets.applicant_signing_key,
            "PUBLICATION_KEY": around.secrets.publication_key,
            "APPLICANT_KEYS": public_key_set(around.secrets.applicant_signing_key),
            "PUBLIC_ADDRESS": f"http://{LOOPBACK}:{around.ports.get(GATEWAY, around.ports[service])}",
            **_files_and_mails(around.public_keys.parent.parent),
        }
    return {**common, **own}


def _files_and_mails(state: Path) -> dict[str, str]:
    """Uploaded documents and the mails that would have left lie in the state folder."""
    return {"FILES_URL": (state / "files").as_uri(), "MAILBOX_FOLDER": str(state / "mailbox")}


def _development_issuer(keys: Path) -> dict[str, str]:
    """The gateway signs tokens with the key in `keys`, for the demo's people and its agency systems."""
    return {
        "DEV_ISSUER_KEY_FILE": str(keys / PRIVATE_KEY_FILE),
        "DEV_CLIENTS_FILE": str(ensure_clients(keys / "clients.json")),
        "DEV_PEOPLE_FILE": str(keys.parent / "demo" / "people.json"),
    }


def leave_environment(folder: Path, service: str, environment: Mapping[str, str]) -> None:
    """Keep a service's environment in `folder`, for commands in another terminal; closed to others."""
    folder.mkdir(mode=0o700, exist_ok=True)
    draft = folder / f"{service}.new"
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(environment))
    draft.replace(folder / f"{service}.json")


def chosen(service: str | None) -> Sequence[str]:
    """All services, or the one that was asked for. Raises DevError for an unknown name."""
    if service is None:
        return ALL
    if service not in ALL:
        raise DevError(f"There is no service {service!r}; choose one of {', '.join(ALL)}.")
    return (service,)
