"""A small identity provider over real HTTP, which a test can turn, silence and spoil."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from joserfc import jwt
from joserfc.jwk import ECKey, Key

from abdi.clock import Clock, new_id


class LittleIssuer:
    """Publishes `keys` and counts who asks; `spoilt` is answered instead, `status` and `delay` as well."""

    def __init__(self) -> None:
        self.url = ""
        self.keys: list[Key] = [new_key()]
        self.asked: list[str] = []
        self.spoilt: bytes | None = None
        self.status = 200
        self.delay = 0.0
        self.configuration: dict[str, Any] = {}
        self.headers: dict[str, str] = {}

    @property
    def keys_url(self) -> str:
        """Where the key set lies."""
        return f"{self.url}/keys"

    def token(self, clock: Clock, *, key: Key | None = None, header: Any = (), **claims: Any) -> str:
        """A token of this issuer, good unless `header` and `claims` say otherwise; None leaves one out."""
        signing = key or self.keys[0]
        now = int(clock.now().timestamp())
        good: dict[str, Any] = {
            "iss": self.url,
            "aud": "abdi",
            "sub": "p-1",
            "jti": str(new_id()),
            "kind": "person",
            "nbf": now,
            "exp": now + 7 * 24 * 3600,
        }
        payload = {name: value for name, value in (good | claims).items() if value is not None}
        head = {"alg": "ES256", "typ": "at+jwt", "kid": signing.kid} | dict(header)
        return jwt.encode(head, payload, signing, algorithms=[str(head["alg"])])

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        await asyncio.sleep(self.delay)
        if self.spoilt is not None:
            return web.Response(body=self.spoilt, status=self.status, headers=self.headers)
        if request.path.startswith("/.well-known/"):
            told = {"issuer": self.url, "jwks_uri": self.keys_url} | self.configuration
        else:
            told = {"keys": [key.as_dict(private=False) for key in self.keys]}
        body = json.dumps(told).encode()
        return web.Response(body=body, status=self.status, headers=self.headers)


def new_key() -> ECKey:
    """A signing key with a name of its own."""
    return ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)


@asynccontextmanager
async def little_issuer() -> AsyncIterator[LittleIssuer]:
    """The issuer, listening on a free port."""
    issuer = LittleIssuer()
    app = web.Application()
    app.router.add_get("/{path:.*}", issuer.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    issuer.url = f"http://{host}:{port}"
    try:
        yield issuer
    finally:
        await runner.cleanup()
