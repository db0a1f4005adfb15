"""`abdi run`, `abdi reset`, `abdi init`: the whole suite on one machine."""

import asyncio
from typing import Annotated

import typer

from abdi.db import migrations
from abdi.dev import launcher
from abdi.dev.bootstrap import database_url, ensure_database
from abdi.dev.processes import DevError
from abdi.dev.secrets import Secrets, ensure_secrets
from abdi.dev.state import StateFolder, state_path
from abdi.dev.suite import WITH_DATABASE
from abdi.messaging.admin import init_streams


def run(
    service: Annotated[
        str | None, typer.Argument(help="Only this service and what it needs; all when left out.")
    ] = None,
) -> None:
    """Start PostgreSQL, NATS and the services, load the demonstration, and run until Ctrl-C."""
    raise typer.Exit(launcher.run(service))


def reset() -> None:
    """Remove the laptop's state: databases, streams, passwords, keys. Refused while it is running."""
    raise typer.Exit(launcher.reset())


def init(
    *,
    postgres_url: Annotated[
        str, typer.Option(envvar="ABDI_POSTGRES_URL", help="PostgreSQL, as an administrator.")
    ],
    nats_url: Annotated[
        str | None, typer.Option(envvar="NATS_URL", help="NATS, as an administrator; none: leave it.")
    ] = None,
) -> None:
    """Make databases, roles, tables and streams on servers of your own; safe to repeat.

    Passwords are made once and kept in secrets.json of the state folder (.abdi, or ABDI_STATE).
    """
    state = StateFolder(state_path())
    try:
        state.open()
        secrets = ensure_secrets(state.secrets, WITH_DATABASE)
        for service in WITH_DATABASE:
            _prepare(service, postgres_url, secrets)
            typer.echo(f"{service}: database, roles and tables are ready.")
    except DevError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    finally:
        state.close()
    if nats_url:
        asyncio.run(init_streams(nats_url, WITH_DATABASE))
        typer.echo("The streams are ready.")


def _prepare(service: str, postgres_url: str, secrets: Secrets) -> None:
    owner = secrets.owner_password(service)
    runtime = secrets.runtime_password(service)
    asyncio.run(ensure_database(postgres_url, service, owner_password=owner, runtime_password=runtime))
    migrations.upgrade(service, database_url(postgres_url, service, user=f"{service}_owner", password=owner))
