"""`abdi secrets` and `abdi streams`: what a deployment needs before its services start."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from abdi.deployment.parts import WITH_DATABASE
from abdi.deployment.secrets import write_secrets
from abdi.messaging.admin import init_streams
from abdi.messaging.nats import BrokerUnavailable, StreamLimits, StreamMismatch
from abdi.settings import read_secret

GIGABYTE = 1024**3


def secrets(folder: Annotated[Path, typer.Argument(help="Where; it is closed to other users.")]) -> None:
    """Make the passwords and keys of a deployment as files; safe to repeat, nothing is replaced."""
    new = write_secrets(folder)
    typer.echo(f"{len(new)} new secrets in {folder}; addresses and the broker's users are written anew.")


def streams(
    *,
    max_bytes: Annotated[
        float, typer.Option(envvar="STREAM_GIGABYTES", help="What a stream may hold, gigabytes.", min=0.01)
    ] = 1.0,
    replicas: Annotated[
        int, typer.Option(envvar="STREAM_REPLICAS", help="Copies; 3 needs three servers.", min=1)
    ] = 1,
) -> None:
    """Make every service's stream or let it grow, as the administrator of NATS_ADMIN_URL; safe to repeat."""
    address = read_secret("NATS_ADMIN_URL")
    if address is None:
        typer.echo("Give NATS_ADMIN_URL, or a file nats_admin_url in SECRETS_DIR.", err=True)
        raise typer.Exit(1)
    limits = StreamLimits(max_bytes=int(max_bytes * GIGABYTE), replicas=replicas)
    try:
        found = asyncio.run(init_streams(address, WITH_DATABASE, limits))
    except (BrokerUnavailable, StreamMismatch) as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(1) from refused
    for stream, outcome in found.items():
        typer.echo(f"{stream}: {outcome}")
