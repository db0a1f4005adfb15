"""Development's issuer over HTTP: token endpoint, key set, configuration, and the demo's people."""

import asyncio
from typing import Any, cast

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from abdi.auth import public
from abdi.kit import kit_of
from abdi.sign_ins import read_sign_ins
from gateway.signin.clients import read_clients
from gateway.signin.grants import GRANTS, GrantRefused, TokenRequest, grant, issuer_of
from gateway.signin.settings import SignInSettings

router = APIRouter(include_in_schema=False, dependencies=[public])


def routers_of(settings: SignInSettings) -> list[APIRouter]:
    """The issuer's routes, where there is an issuer."""
    return [router] if settings.has_development_issuer else []


@router.get("/.well-known/openid-configuration")
async def configuration(request: Request) -> dict[str, Any]:
    """What any client of an OpenID provider looks for first."""
    here = str(request.base_url).rstrip("/")
    settings = _settings(request)
    clients = await asyncio.to_thread(read_clients, settings.dev_clients_file)
    return {
        "issuer": settings.token_issuer,
        "token_endpoint": f"{here}/dev/token",
        "jwks_uri": f"{here}/dev/keys",
        "grant_types_supported": list(GRANTS),
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "scopes_supported": sorted({scope for client in clients.values() for scope in client.scopes}),
        "response_types_supported": [],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
    }


@router.get("/dev/keys")
async def keys(request: Request) -> dict[str, Any]:
    """The public key set, marked as development's: production refuses it."""
    return await asyncio.to_thread(lambda: issuer_of(_settings(request), kit_of(request).clock).key_set())


@router.get("/dev/people")
async def people(request: Request) -> dict[str, Any]:
    """Who may sign in by one click; nobody before the demo is loaded."""
    file = _settings(request).dev_people_file
    known = await asyncio.to_thread(read_sign_ins, file) if file else {}
    shown = [
        {"name": one.name, "label": one.label, "agency": one.agency, "roles": list(one.roles)}
        for one in known.values()
        if one.kind == "person"
    ]
    return {"people": shown}


@router.post("/dev/token")
async def token(request: Request) -> JSONResponse:
    """A token by client credentials, or as one of the demo's people; errors as RFC 6749 has them."""
    asked = TokenRequest(
        body=await request.body(),
        content_type=request.headers.get("content-type", ""),
        authorization=request.headers.get("authorization", ""),
    )
    try:
        granted = await asyncio.to_thread(grant, _settings(request), kit_of(request).clock, asked)
    except GrantRefused as refused:
        body = {"error": refused.error, "error_description": refused.description}
        is_unknown = refused.error == "invalid_client"
        challenge = {"WWW-Authenticate": 'Basic realm="abdi"'} if is_unknown else {}
        return JSONResponse(body, 401 if is_unknown else 400, challenge)
    answer: dict[str, Any] = {
        "access_token": granted.token,
        "token_type": "Bearer",
        "expires_in": granted.seconds,
    }
    if granted.scopes:
        answer["scope"] = " ".join(sorted(granted.scopes))
    return JSONResponse(answer, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})


def _settings(request: Request) -> SignInSettings:
    return cast("SignInSettings", kit_of(request).settings)
