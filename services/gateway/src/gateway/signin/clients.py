"""Agency systems that may get tokens with a secret of their own."""

import hmac
import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, SecretStr, TypeAdapter


class Client(BaseModel):
    """One agency's system and the permissions that it may ask for."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    client_id: str
    client_secret: SecretStr
    agency: str
    scopes: frozenset[str]


def read_clients(file: Path | None) -> dict[str, Client]:
    """All clients in `file` by id; none without a file. Raises OSError or ValueError for a broken one."""
    if file is None or not file.is_file():
        return {}
    listed = TypeAdapter(list[Client]).validate_python(json.loads(file.read_text(encoding="utf-8")))
    return {client.client_id: client for client in listed}


def find_client(clients: dict[str, Client], client_id: str, secret: str) -> Client | None:
    """The client, if the secret is its own; an unknown client takes as long as a wrong secret."""
    client = clients.get(client_id)
    expected = client.client_secret.get_secret_value() if client else ""
    is_same = hmac.compare_digest(expected.encode(), secret.encode(errors="replace"))
    return client if client is not None and expected and is_same else None
