"""Where the issuer's key set comes from: a file, an address, or the address that its configuration names."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

import aiohttp

from abdi.settings import AppSettings

LARGEST_DOCUMENT: Final = 64 * 1024
PATIENCE_SECONDS: Final = 3.0
DISCOVERY: Final = "/.well-known/openid-configuration"
_OK: Final = 200

KeySource = Callable[[], Awaitable[Any]]
"""Reads the key set once: the parsed document. Raises KeySetNotRead."""


class KeySetNotRead(Exception):  # noqa: N818 - errors are named by the fact
    """The issuer's keys could not be had this time; the text says why, without anything secret."""


def key_source(settings: AppSettings) -> KeySource:
    """The source that the settings name."""
    if settings.token_keys_file is not None:
        return _from_file(settings.token_keys_file)
    is_plain_allowed = settings.env != "production"
    if settings.token_keys_url is not None:
        return _from_address(settings.token_keys_url, is_plain_allowed=is_plain_allowed)
    return _discovered(settings.token_issuer, is_plain_allowed=is_plain_allowed)


def from_text(document: str) -> KeySource:
    """The key set itself, as JSON."""

    async def read() -> Any:
        return _parsed(document.encode())

    return read


def _from_file(file: Path) -> KeySource:
    async def read() -> Any:
        try:
            return _parsed(await asyncio.to_thread(file.read_bytes))
        except OSError as error:
            raise KeySetNotRead(f"the file cannot be read: {error.strerror}") from error

    return read


def _from_address(address: str, *, is_plain_allowed: bool) -> KeySource:
    async def read() -> Any:
        return await _fetch(address, is_plain_allowed=is_plain_allowed)

    return read


def _discovered(issuer: str, *, is_plain_allowed: bool) -> KeySource:
    async def read() -> Any:
        told = await _fetch(issuer.rstrip("/") + DISCOVERY, is_plain_allowed=is_plain_allowed)
        if not isinstance(told, dict) or told.get("issuer") != issuer:
            raise KeySetNotRead("the configuration is another issuer's")
        address = told.get("jwks_uri")
        if not isinstance(address, str):
            raise KeySetNotRead("the configuration names no keys")
        return await _fetch(address, is_plain_allowed=is_plain_allowed)

    return read


async def _fetch(address: str, *, is_plain_allowed: bool) -> Any:
    """The JSON at `address`: no redirect is followed, no more than the cap is read."""
    if not address.startswith("https://") and not (is_plain_allowed and address.startswith("http://")):
        raise KeySetNotRead("the address is not https")
    patience = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=patience, cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.get(address, headers={"Accept": "application/json"}, allow_redirects=False) as answer,
        ):
            if answer.status != _OK:
                raise KeySetNotRead(f"the answer has status {answer.status}")
            return _parsed(await _capped(answer.content))
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise KeySetNotRead(f"the issuer does not answer: {type(error).__name__}") from error


async def _capped(content: aiohttp.StreamReader) -> bytes:
    # Counted after decompression: a small answer that swells is cut off as well.
    read = bytearray()
    async for piece in content.iter_any():
        read += piece
        if len(read) > LARGEST_DOCUMENT:
            raise KeySetNotRead(f"the answer is larger than {LARGEST_DOCUMENT} bytes")
    return bytes(read)


def _parsed(document: bytes) -> Any:
    try:
        return json.loads(document)
    except (ValueError, RecursionError) as error:
        raise KeySetNotRead("the answer is no JSON") from error
