"""A gateway on a real port with development's issuer and one person of a demo."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from abdi.tokens import DevKeys
from gateway.app import create_app
from gateway.settings import Settings

SITI = {"name": "siti", "label": "four years in rank", "agency": "5671", "roles": ["employee"]}


@pytest.fixture
async def laptop(token_keys: DevKeys, tmp_path: Path, peer: Any) -> AsyncIterator[str]:
    """The address of the gateway as `make run` starts it; every service behind it is the peer."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    people = tmp_path / "people.json"
    people.write_text(json.dumps([SITI]))
    services = ("personnel", "performance", "promotion", "training", "recruitment")
    settings = Settings(
        env="development",
        port=port,
        token_keys_file=token_keys.public,
        dev_issuer_key_file=token_keys.private,
        dev_people_file=people,
        **{f"{service}_url": peer.url for service in services},
    )
    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="error"))
    serving = asyncio.create_task(server.serve([listening]))
    while not server.started:  # noqa: ASYNC110 - the server tells nobody
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving
