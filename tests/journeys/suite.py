"""A client of the running suite that knows the public API, the `abdi` command and nothing else."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlsplit
from uuid import UUID, uuid4

import httpx
import psutil

from abdi.cli.state import CLOCK_SHIFT_FILE
from abdi.clock import ShiftedClock
from abdi.tokens import Principal, TokenIssuer, ensure_dev_keys

PATIENCE_SECONDS = 120.0
POLL_SECONDS = 0.002
AGAIN_SECONDS = 1.0
OK = 200
BUSY = frozenset({429, 502, 503, 504})


class Suite:
    """The suite behind `address`, with the state folder that its launcher keeps."""

    def __init__(self, address: str, state: Path) -> None:
        self.address = address
        self.clock = ShiftedClock(state / "keys" / CLOCK_SHIFT_FILE)
        """The suite's own: a selection lets it live on later days."""
        self._state = state
        self._client = httpx.Client(base_url=address, timeout=PATIENCE_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def is_ready(self) -> bool:
        """Whether the gateway says that everything is ready."""
        try:
            answer = self._client.get("/readyz")
            return answer.status_code == OK and answer.json()["status"] == "ok"
        except httpx.TransportError:
            return False

    def sign_in(self, agency: str, employee_id: str) -> "Session":
        """The employee in person; what that person may do is the registry's affair, not the token's."""
        person = Principal(
            subject=f"employee:{employee_id}", kind="person", agency=agency, employee_id=UUID(employee_id)
        )
        return Session(self._client, self._issuer().issue(person))

    def with_token(self, token: str) -> "Session":
        """Somebody who signed in elsewhere, as applicants do."""
        return Session(self._client, token)

    def as_stranger(self) -> "Session":
        """Somebody who has not signed in."""
        return Session(self._client, None)

    def port_of(self, name: str) -> int:
        """The own port of one service, behind the gateway."""
        left = (self._state / "environment" / f"{name}.json").read_text(encoding="utf-8")
        return int(json.loads(left)["PORT"])

    def broker_url(self) -> str:
        """The broker's address for its administrator, who may look at every stream."""
        left = (self._state / "environment" / "recruitment.json").read_text(encoding="utf-8")
        place = urlsplit(json.loads(left)["NATS_URL"])
        password = json.loads((self._state / "secrets.json").read_text(encoding="utf-8"))["nats.admin"]
        return f"nats://admin:{quote(password, safe='')}@{place.hostname}:{place.port}"

    def as_service(self) -> "Session":
        """The suite's own account, for what nobody may do who is not in the registry yet."""
        service = Principal(subject="service:journey", kind="service", roles=frozenset({"service"}))
        return Session(self._client, self._issuer().issue(service))

    def stop_service(self, name: str) -> None:
        """End the process of one service, as a crash or an upgrade would; the launcher starts it again."""
        port = self.port_of(name)
        for connection in psutil.net_connections("tcp4"):
            is_listening = connection.status == psutil.CONN_LISTEN
            if is_listening and connection.laddr.port == port and connection.pid:
                psutil.Process(connection.pid).kill()
                return
        raise AssertionError(f"nobody listens at the port of {name}")

    def _issuer(self) -> TokenIssuer:
        return TokenIssuer(ensure_dev_keys(self._state / "keys"), clock=self.clock)

    def run(self, *arguments: str) -> str:
        """Run the `abdi` command as a user does; its output. Raises AssertionError when it fails."""
        command = [str(Path(sys.executable).parent / "abdi"), *arguments]
        environment = {**os.environ, "ABDI_STATE": str(self._state)}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603 - our own command
        assert done.returncode == 0, f"{' '.join(arguments)}: {done.stdout}{done.stderr}"
        return done.stdout


@dataclass(frozen=True)
class Refusal:
    """A refused request: status, code and, of a 403, the rule that was missing."""

    status: int
    code: str
    rules: tuple[str, ...] = ()

    def __str__(self) -> str:
        told = f" ({', '.join(self.rules)})" if self.rules else ""
        return f"{self.status} {self.code}{told}"


class Session:
    """Requests of one person, signed in or not; an answer that is no success is an AssertionError."""

    def __init__(self, client: httpx.Client, token: str | None) -> None:
        self._client = client
        self._headers = {"Accept-Language": "en"}
        if token is not None:
            self._headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str) -> dict[str, Any]:
        """The body of a successful GET."""
        return self._checked(self._client.get(path, headers=self._headers))

    def find(self, path: str) -> dict[str, Any] | None:
        """The body, or None while it is not there."""
        answer = self._client.get(path, headers=self._headers)
        return None if answer.status_code == httpx.codes.NOT_FOUND else self._checked(answer)

    def post(
        self, path: str, body: Mapping[str, Any] | None = None, *, version: int | None = None
    ) -> dict[str, Any]:
        """The body of a successful POST, under an Idempotency-Key of its own.

        What takes longer than the gateway waits is asked for again under its key, until it is done.
        """
        headers = {**self._headers, "Idempotency-Key": str(uuid4())}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        deadline = time.monotonic() + PATIENCE_SECONDS
        while is_under_way(answer := self._client.post(path, json=body, headers=headers)):
            assert time.monotonic() < deadline, f"POST {path}: {answer.status_code} {answer.text}"
            time.sleep(AGAIN_SECONDS)
        return self._checked(answer)

    def refused(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, *, version: int | None = None
    ) -> Refusal:
        """How the request is refused. Raises AssertionError when it is not."""
        headers = self._headers | ({} if version is None else {"If-Match": f'"{version}"'})
        answer = self._client.request(method, path, json=body, headers=headers)
        assert answer.is_client_error, f"{method} {path}: {answer.status_code}"
        problem = answer.json()
        rules = tuple(reason["rule"] for reason in problem.get("reasons", ()))
        return Refusal(answer.status_code, problem["code"], rules)

    def allowed(self, path: str) -> dict[str, Any] | None:
        """The body of a GET, or None while it is refused."""
        answer = self._client.get(path, headers=self._headers)
        if answer.status_code in {httpx.codes.NOT_FOUND, httpx.codes.FORBIDDEN}:
            return None
        return self._checked(answer)

    def failed(self, method: str, path: str) -> int:
        """The status of a request that must not succeed."""
        answer = self._client.request(method, path, headers=self._headers)
        assert not answer.is_success, f"{method} {path}: {answer.status_code}"
        return answer.status_code

    def put(self, path: str, body: Mapping[str, Any], *, version: int) -> dict[str, Any]:
        """The body of a successful PUT."""
        headers = self._headers | {"If-Match": f'"{version}"'}
        return self._checked(self._client.put(path, json=body, headers=headers))

    def send_file(self, path: str, content: bytes, media_type: str) -> str:
        """Where to follow a file that was sent."""
        headers = self._headers | {"Content-Type": media_type, "Idempotency-Key": str(uuid4())}
        answer = self._client.post(path, content=content, headers=headers)
        self._checked(answer)
        return answer.headers["Location"]

    def fetch(self, path: str) -> bytes:
        """The content of a file."""
        answer = self._client.get(path, headers=self._headers)
        assert answer.is_success, f"GET {path}: {answer.status_code} {answer.text}"
        return answer.content

    def find_file(self, path: str) -> bytes | None:
        """The content of a file, or None while it is not there."""
        answer = self._client.get(path, headers=self._headers)
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        assert answer.is_success, f"GET {path}: {answer.status_code} {answer.text}"
        return answer.content

    @staticmethod
    def _checked(answer: httpx.Response) -> dict[str, Any]:
        assert answer.is_success, (
            f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}"
        )
        body: dict[str, Any] = answer.json()
        return body


def is_under_way(answer: httpx.Response) -> bool:
    """Whether a request should be sent again as it was: the house is full, or it is still worked on."""
    if answer.status_code == httpx.codes.CONFLICT:
        return bool(answer.json()["code"] == "request-in-progress")
    return answer.status_code in BUSY


def seen_after(look: Callable[[], dict[str, Any] | None]) -> tuple[dict[str, Any], float]:
    """What `look` sees once it sees something, and after how many milliseconds.

    Raises AssertionError when it sees nothing for 20 seconds.
    """
    begin = time.perf_counter()
    while (found := look()) is None:
        assert time.perf_counter() - begin < PATIENCE_SECONDS, "the effect did not become visible"
        time.sleep(POLL_SECONDS)
    return found, (time.perf_counter() - begin) * 1000
