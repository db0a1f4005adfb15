"""The running suite with the demo's people, as the cases look at it."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from abdi.clock import new_id
from abdi.dev.bootstrap import database_url
from abdi.dev.secrets import ensure_secrets
from abdi.dev.suite import WITH_DATABASE
from abdi.settings import APPLICANT_ISSUER
from abdi.sign_ins import read_sign_ins
from abdi.tokens import Principal, TokenIssuer, TokenSigner, ensure_dev_keys
from tests.bench.load import Target


@dataclass
class Suite:
    """A suite that runs on `state`, its gateway at `address`."""

    state: Path
    address: str

    def environment(self, service: str) -> dict[str, str]:
        """What the launcher gave the service."""
        given: dict[str, str] = json.loads((self.state / "environment" / f"{service}.json").read_text())
        return given

    def direct(self, service: str) -> str:
        """The service's own address, past the gateway."""
        return f"http://127.0.0.1:{self.environment(service)['PORT']}"

    def admin_url(self, service: str) -> str:
        """The service's database as the administrator, whom no fence holds."""
        secrets = ensure_secrets(self.state / "secrets.json", WITH_DATABASE)
        url = self.environment(service)["DATABASE_URL"]
        return database_url(url, service, user="postgres", password=secrets.postgres_admin)

    @cached_property
    def officer(self) -> str:
        """A token of the personnel officer: everything about everybody in the agency."""
        people = json.loads((self.state / "demo" / "people.json").read_text())
        rina = next(person for person in people if person["name"] == "rina")
        return self.token(UUID(rina["employee_id"]), rina["agency"])

    def token(self, employee_id: UUID, agency: str) -> str:
        """A token of an employee in person."""
        person = Principal(
            subject=f"employee:{employee_id}", kind="person", agency=agency, employee_id=employee_id
        )
        return TokenIssuer(ensure_dev_keys(self.state / "keys")).issue(person)

    def callers(self, service: str) -> list[str]:
        """Tokens of a service account, of everybody whom the demo knows, and of an applicant."""
        development = TokenIssuer(ensure_dev_keys(self.state / "keys"))
        account = Principal(subject="service:bench", kind="service", roles=frozenset({"service"}))
        people = read_sign_ins(self.state / "demo" / "people.json").values()
        tokens = [development.issue(one) for one in (account, *(person.principal() for person in people))]
        if key := self.environment(service).get("APPLICANT_SIGNING_KEY"):
            number = new_id()
            applicant = Principal(
                subject=str(number),
                kind="applicant",
                applicant_id=number,
                roles=frozenset({"applicant"}),
            )
            tokens.append(TokenSigner(json.loads(key), issuer=APPLICANT_ISSUER).issue(applicant))
        return tokens

    def rows(self, service: str, statement: str, *values: Any) -> list[Any]:
        """What the database of `service` answers, past the fence."""
        return asyncio.run(_rows(self.admin_url(service), statement, values))

    def asked(self, address: str, paths: Sequence[str], token: str | None = None) -> Target:
        """GET requests of the officer, or of somebody else."""
        return Target(address, paths, token=token or self.officer)


async def _rows(url: str, statement: str, values: Sequence[Any]) -> list[Any]:
    connection = await asyncpg.connect(url)
    try:
        return list(await connection.fetch(statement, *values))
    finally:
        await connection.close()
