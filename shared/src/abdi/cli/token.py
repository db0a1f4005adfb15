"""`abdi token`: an access token for development."""

import os
from typing import Annotated
from uuid import UUID

import typer

from abdi.cli.state import shifted_clock, state_folder
from abdi.sign_ins import read_sign_ins
from abdi.tokens import AUDIENCE, DevelopmentTokensRefused, Principal, TokenIssuer, ensure_dev_keys


def token(
    *,
    name: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="A person of the demonstration, e.g. siti.")
    ] = None,
    subject: Annotated[str | None, typer.Option(help="Opaque id, instead of --as.")] = None,
    kind: Annotated[str, typer.Option(help="person, service or agency_system.")] = "person",
    agency: Annotated[str | None, typer.Option(help="Agency code.")] = None,
    role: Annotated[list[str] | None, typer.Option(help="A role; may be given several times.")] = None,
    employee: Annotated[UUID | None, typer.Option(help="The person's employee id.")] = None,
) -> None:
    """Print an access token for development, valid for eight hours.

    Use it as: curl -H "Authorization: Bearer $(abdi token --as siti)" http://127.0.0.1:8000/v1/employees

    The signing key lies below .abdi/keys (ABDI_STATE names another place). Refused when ENV=production.
    """
    if (name is None) == (subject is None):
        raise typer.BadParameter("give either --as NAME or --subject ID")
    stated = {
        "subject": subject,
        "kind": kind,
        "agency": agency,
        "roles": role or [],
        "employee_id": employee,
    }
    typer.echo(_issuer().issue(_person(name) if name is not None else Principal.model_validate(stated)))


def _issuer() -> TokenIssuer:
    state = state_folder()
    if not state.is_dir():
        typer.echo(f"There is no state in {state} yet; `make run` or `abdi init` makes it.", err=True)
        raise typer.Exit(1)
    try:
        keys = ensure_dev_keys(state / "keys")
        audience = os.environ.get("TOKEN_AUDIENCE", AUDIENCE)
        return TokenIssuer(keys, audience=audience, clock=shifted_clock())
    except DevelopmentTokensRefused as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(1) from refused


def _person(name: str) -> Principal:
    known = read_sign_ins(state_folder() / "demo" / "people.json")
    if name not in known:
        listed = ", ".join(sorted(known)) or "none yet; load the demonstration first"
        raise typer.BadParameter(f"no person is called {name}; known: {listed}")
    return known[name].principal()
