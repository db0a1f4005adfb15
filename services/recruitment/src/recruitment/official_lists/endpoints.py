"""How files that are made when they are asked for go out over HTTP; routes are those of the features."""

from hashlib import sha256
from typing import Annotated, Final, cast

from fastapi import Depends, Request, Response

from abdi.http.described_problems import MAY_CONFLICT
from recruitment.settings import Settings

FRESH: Final = "public, max-age=60"
"""A change is seen everywhere within a minute."""
PDF: Final = "application/pdf"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_PDF: Final = 5_000
LONGEST_XLSX: Final = 300_000


async def _address(request: Request) -> str:
    settings = cast("Settings", request.app.state.kit.settings)
    return settings.public_address.rstrip("/")


Address = Annotated[str, Depends(_address)]
"""Where the public reaches the gateway."""


def answers_with(kind: str) -> dict[int | str, dict[str, object]]:
    """What a route says of its answer when that is a file."""
    return {200: {"content": {kind: {}}, "description": "the file"}, **MAY_CONFLICT}


def file_answer(content: bytes, kind: str, *, locale: str, name: str | None = None) -> Response:
    """The file with an ETag of its content, kept for a minute."""
    headers = {
        "Cache-Control": FRESH,
        "Content-Language": locale,
        "ETag": f'"{sha256(content).hexdigest()[:32]}"',
        "Vary": "Accept-Language",
    }
    if name is not None:
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(content, media_type=kind, headers=headers)
