"""`abdi serve` and `abdi migrate`: one service, configured by the environment."""

from typing import Annotated, Any

import typer
import uvicorn

from abdi.cli.state import owner_url
from abdi.db import migrations
from abdi.settings import read_secret

Service = Annotated[
    str,
    typer.Argument(
        envvar="SERVICE", help="personnel, performance, promotion, training, recruitment or gateway."
    ),
]


def serve(
    service: Service,
    *,
    host: Annotated[str, typer.Option(envvar="HOST", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="PORT", help="Port to listen on.")] = 8001,
    workers: Annotated[int, typer.Option(help="Processes; each publishes and consumes safely.", min=1)] = 1,
) -> None:
    """Serve one service's API, with its relay and consumers.

    Settings come from the environment: DATABASE_URL, NATS_URL, TOKEN_KEYS_FILE, LOG_LEVEL and the like.
    """
    options: dict[str, Any] = {"workers": workers} if workers > 1 else {}
    uvicorn.run(
        f"{service}.app:create_app",
        factory=True,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=10,
        **options,
    )


def migrate(
    service: Service,
    *,
    database_url: Annotated[
        str | None,
        typer.Option(
            envvar=["MIGRATION_DATABASE_URL", "DATABASE_URL"],
            help="The database as its owner, who alone may change tables; none: the laptop's.",
        ),
    ] = None,
    new: Annotated[
        str | None,
        typer.Option(
            metavar="MESSAGE", help="Then write the next migration from what the models say, for review."
        ),
    ] = None,
) -> None:
    """Bring one service's database to its newest version; safe to repeat."""
    address = database_url or read_secret("MIGRATION_DATABASE_URL") or owner_url(service)
    if address is None:
        typer.echo("Give --database-url, or start the laptop's servers with `make run`.", err=True)
        raise typer.Exit(1)
    try:
        migrations.upgrade(service, address)
    except OSError as error:
        typer.echo(f"{service}: its database does not answer ({error}).", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"{service}: the database is at its newest version.")
    if new is not None:
        written = migrations.revise(service, address, new)
        typer.echo(f"{service}: read it before you commit it: {written}")
        if migrations.is_empty(written):
            typer.echo(f"{service}: it is empty, for models and database do not differ.")
