"""`abdi token`: an access token for development."""

import json
import os
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from abdi.cli.state import state_folder
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
    facts = (
        _person(name)
        if name is not None
        else {
            "subject": subject,
            "kind": kind,
            "agency": agency,
            "roles": role or [],
            "employee_id": employee,
        }
    )
    typer.echo(_issuer().issue(Principal.model_validate(facts)))


def _issuer() -> TokenIssuer:
    state = state_folder()
    if not state.is_dir():
        typer.echo(f"There is no state in {state} yet; `make run` or `abdi init` makes it.", err=True)
        raise typer.Exit(1)
    try:
        keys = ensure_dev_keys(state / "keys")
        return TokenIssuer(keys, audience=os.environ.get("TOKEN_AUDIENCE", AUDIENCE))
    except DevelopmentTokensRefused as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(1) from refused


def _person(name: str) -> dict[str, Any]:
    people = _people(state_folder() / "demo" / "people.json")
    known = {person["name"]: person for person in people}
    if name not in known:
        listed = ", ".join(sorted(known)) or "none yet; load the demonstration first"
        raise typer.BadParameter(f"no person is called {name}; known: {listed}")
    person = known[name]
    return {
        "subject": person.get("subject", f"demo:{name}"),
        "kind": person.get("kind", "person"),
        "agency": person.get("agency"),
        "roles": person.get("roles") or [person["role"]],
        "employee_id": person.get("employee_id"),
    }


def _people(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    people: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return people
