"""A client of the running suite that knows the public API, the `abdi` command and nothing else."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid4

import httpx

from abdi.clock import Clock
from abdi.tokens import Principal, TokenIssuer, ensure_dev_keys

PATIENCE_SECONDS = 20.0
POLL_SECONDS = 0.002
OK = 200


class Suite:
    """The suite behind `address`, with the state folder that its launcher keeps."""

    def __init__(self, address: str, state: Path, *, clock: Clock) -> None:
        self.address = address
        self.clock = clock
        self._state = state
        self._client = httpx.Client(base_url=address, timeout=10)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def is_ready(self) -> bool:
        """Whether the gateway says that everything is ready."""
        try:
            return self._client.get("/readyz").status_code == OK
        except httpx.TransportError:
            return False

    def sign_in(self, agency: str, *roles: str, employee_id: UUID | None = None) -> "Session":
        """A signed-in person of `agency`."""
        issuer = TokenIssuer(ensure_dev_keys(self._state / "keys"))
        person = Principal(
            subject=f"journey:{uuid4()}",
            kind="person",
            agency=agency,
            roles=frozenset(roles),
            employee_id=employee_id,
        )
        return Session(self._client, issuer.issue(person))

    def run(self, *arguments: str) -> str:
        """Run the `abdi` command as a user does; its output. Raises AssertionError when it fails."""
        command = [str(Path(sys.executable).parent / "abdi"), *arguments]
        environment = {**os.environ, "ABDI_STATE": str(self._state)}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603 - our own command
        assert done.returncode == 0, f"{' '.join(arguments)}: {done.stdout}{done.stderr}"
        return done.stdout


class Session:
    """Requests of one signed-in person; an answer that is no success is an AssertionError with its text."""

    def __init__(self, client: httpx.Client, token: str) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """The body of a successful GET."""
        return self._checked(self._client.get(path, params=query, headers=self._headers))

    def find(self, path: str) -> dict[str, Any] | None:
        """The body, or None while it is not there."""
        answer = self._client.get(path, headers=self._headers)
        return None if answer.status_code == httpx.codes.NOT_FOUND else self._checked(answer)

    def post(
        self, path: str, body: Mapping[str, Any] | None = None, *, version: int | None = None
    ) -> dict[str, Any]:
        """The body of a successful POST, under an Idempotency-Key of its own."""
        headers = {**self._headers, "Idempotency-Key": str(uuid4())}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return self._checked(self._client.post(path, json=body, headers=headers))

    def attempt(self, path: str, body: Mapping[str, Any]) -> dict[str, Any] | None:
        """The body of a POST, or None while the service does not know whom it is about."""
        answer = self._client.post(path, json=body, headers=self._headers)
        return None if answer.status_code == httpx.codes.NOT_FOUND else self._checked(answer)

    @staticmethod
    def _checked(answer: httpx.Response) -> dict[str, Any]:
        assert answer.is_success, (
            f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}"
        )
        body: dict[str, Any] = answer.json()
        return body


def seen_after(look: Callable[[], dict[str, Any] | None]) -> tuple[dict[str, Any], float]:
    """What `look` sees once it sees something, and after how many milliseconds.

    Raises AssertionError when it sees nothing for 20 seconds.
    """
    begin = time.perf_counter()
    while (found := look()) is None:
        assert time.perf_counter() - begin < PATIENCE_SECONDS, "the effect did not become visible"
        time.sleep(POLL_SECONDS)
    return found, (time.perf_counter() - begin) * 1000
