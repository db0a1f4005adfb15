"""The secrets of a deployment as files: made once, never replaced; addresses and users follow from them."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from abdi.deployment.making import new_cursor_key, new_key, new_password
from abdi.deployment.parts import BROKER_ACCESS, WITH_DATABASE
from abdi.messaging.permissions import ADMIN, server_users
from abdi.tokens import new_signing_key, public_key_set

POSTGRES: Final = "postgres:5432"
NATS: Final = "nats:4222"
KEYCLOAK: Final = "keycloak"
NIK_HOLDERS: Final = ("personnel", "recruitment")
# One for everything that runs here and closed to whoever is not in the folder: a container's user is not the
# host's, and Compose mounts a file with the mode that it has.
FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o444


def roles_of(service: str) -> tuple[str, str, str]:
    """The roles of a service's database: who owns and migrates it, who serves, who makes backups."""
    return (f"{service}_owner", service, f"{service}_backup")


def _makers() -> Iterator[tuple[str, Callable[[], str]]]:
    yield from (("postgres_admin_password", new_password), (f"nats_{ADMIN}_password", new_password))
    for service in WITH_DATABASE:
        yield from ((f"postgres_{role}_password", new_password) for role in roles_of(service))
        yield f"nats_{service}_password", new_password
        yield f"{service}_cursor_key", new_cursor_key
    for service in NIK_HOLDERS:
        yield from ((f"{service}_{key}", new_key) for key in ("nik_key", "nik_index_key"))
    yield "exchange_key", new_key
    yield "publication_key", new_key
    yield "applicant_signing_key", new_signing_key
    yield from ((f"{KEYCLOAK}_{part}_password", new_password) for part in ("database", "admin"))


def _derived(known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for service in WITH_DATABASE:
        owner, runtime, _ = roles_of(service)
        for name, role in (("database_url", runtime), ("migration_database_url", owner)):
            password = known[f"postgres_{role}_password"]
            yield f"{service}_{name}", f"postgresql://{role}:{password}@{POSTGRES}/{service}"
        yield f"{service}_nats_url", f"nats://{service}:{known[f'nats_{service}_password']}@{NATS}"
    yield "applicant_keys", public_key_set(known["applicant_signing_key"])
    yield "nats_admin_url", f"nats://{ADMIN}:{known[f'nats_{ADMIN}_password']}@{NATS}"
    yield "nats_users.conf", broker_users(known)
    yield "keycloak.conf", identity_provider(known)


def identity_provider(known: Mapping[str, str]) -> str:
    """The part of Keycloak's configuration that is secret."""
    settings = {
        "db-password": known[f"{KEYCLOAK}_database_password"],
        "bootstrap-admin-username": ADMIN,
        "bootstrap-admin-password": known[f"{KEYCLOAK}_admin_password"],
    }
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def broker_users(known: Mapping[str, str]) -> str:
    """The users of nats-server and what each may do, as JSON, which its configuration includes."""
    names = (ADMIN, *WITH_DATABASE)
    users = server_users({name: known[f"nats_{name}_password"] for name in names}, BROKER_ACCESS)
    return "users: " + json.dumps(users, indent=1) + "\n"


def write_secrets(folder: Path) -> list[str]:
    """Make what is missing in `folder` and derive the rest anew. Returns the names of the new secrets.

    Safe to repeat: after an upgrade it gives a new service its secrets and the broker its new permissions.
    """
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    folder.chmod(FOLDER_MODE)
    new = [name for name, _ in _makers() if not (folder / name).is_file()]
    for name, make in _makers():
        if name in new:
            _write(folder / name, make())
    known = {name: (folder / name).read_text(encoding="utf-8").strip() for name, _ in _makers()}
    for name, text in _derived(known):
        _write(folder / name, text)
    return new


def _write(file: Path, text: str) -> None:
    draft = file.with_name(f".{file.name}.new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="utf-8")
    draft.chmod(FILE_MODE)
    draft.replace(file)


def names() -> frozenset[str]:
    """Every file that `write_secrets` leaves."""
    made = {name: make() for name, make in _makers()}
    return frozenset({*made, *(name for name, _ in _derived(made))})
