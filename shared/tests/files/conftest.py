"""The desk, its folder of files, documents to bring, and somebody who works there."""

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import pytest
from fastapi import FastAPI

from abdi.files import JPEG, PDF, PNG
from abdi.files.tending import FileTender
from abdi.testing.principals import ServiceClient, employee, officer
from abdi.testing.service import ServiceUnderTest
from abdi.testing.toy_desk import DESK

OWNER: Final = uuid4()


@pytest.fixture
def service() -> ServiceUnderTest:
    return DESK


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture
def settings_overrides(folder: Path) -> dict[str, Any]:
    return {"files_url": folder.as_uri(), "run_files": False, "run_mail": False, "body_limit": 5_000}


@pytest.fixture
def tender(app: FastAPI) -> FileTender:
    return FileTender(app.state.kit, app.state.files)


@pytest.fixture
def palembang(as_person: Callable[..., ServiceClient]) -> ServiceClient:
    return as_person(officer("5671"))


@pytest.fixture
def owner(as_person: Callable[..., ServiceClient]) -> ServiceClient:
    return as_person(employee(OWNER, "5671"))


@pytest.fixture
def documents() -> dict[str, bytes]:
    """A whole document of each kind."""
    image = zlib.compress(b"\x00\x00\x00\x00")
    header = b"\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"
    chunks = [(b"IHDR", header), (b"IDAT", image), (b"IEND", b"")]
    png = b"".join(
        len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4) for name, data in chunks
    )
    return {
        PDF: b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
        JPEG: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
        + b"\x11" * 40
        + b"\xff\xd9",
        PNG: b"\x89PNG\r\n\x1a\n" + png,
    }


@pytest.fixture
async def letter(palembang: ServiceClient, documents: dict[str, bytes]) -> dict[str, Any]:
    """A letter that was brought, as answered."""
    answer = await palembang.post(
        f"/v1/letters/{OWNER}/file", content=documents[PDF], headers={"Content-Type": PDF}
    )
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made
