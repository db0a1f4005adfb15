"""`abdi serve` and `abdi migrate`: one service, configured by the environment."""

from typing import Annotated, Any

import typer
import uvicorn

from abdi.db import migrations

Service = Annotated[str, typer.Argument(help="personnel, performance, promotion or gateway.")]


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
        str,
        typer.Option(
            envvar=["MIGRATION_DATABASE_URL", "DATABASE_URL"],
            help="The database as its owner; the runtime role may not change tables.",
        ),
    ],
) -> None:
    """Bring one service's database to its newest version; safe to repeat."""
    migrations.upgrade(service, database_url)
    typer.echo(f"{service}: the database is at its newest version.")
