"""What the platform asks: alive, ready, metrics."""

import asyncio
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from sqlalchemy import text

from abdi.auth.permissions import public
from abdi.kit import Kit, kit_of

PATIENCE_SECONDS: Final = 2

router = APIRouter(include_in_schema=False, dependencies=[public])


@router.get("/livez")
async def livez() -> dict[str, str]:
    """Whether the process answers; asks nobody else."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(request: Request, response: Response) -> dict[str, Any]:
    """Whether requests can be served: needs the own database; a lost broker only degrades."""
    kit = kit_of(request)
    checks: dict[str, Any] = {"start": sorted(kit.waits_for) or "ok", **await _needs(kit)}
    if kit.engine is not None:
        checks["database"] = await _database(kit)
    is_ready = all(state == "ok" for state in checks.values())
    messaging = dict(kit.messaging.health()) if kit.messaging else {}
    watched = await _watched(kit)
    is_degraded = bool(messaging) and bool(kit.service_settings.nats_url) and messaging.get("broker") != "ok"
    is_degraded |= str(messaging.get("relay", "")).startswith("refuses")
    is_degraded |= any(state != "ok" for state in watched.values())
    if not is_ready:
        response.status_code = 503
        response.headers["Retry-After"] = "2"
    status = "unavailable" if not is_ready else "degraded" if is_degraded else "ok"
    return {"status": status, "checks": checks | watched | messaging}


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Prometheus text."""
    measured = kit_of(request).metrics
    return Response(measured.render(), media_type=measured.content_type)


async def _needs(kit: Kit) -> dict[str, str]:
    answers = await asyncio.gather(*(is_ready() for is_ready in kit.needs.values()))
    return {name: "ok" if is_ok else "unavailable" for name, is_ok in zip(kit.needs, answers, strict=True)}


async def _watched(kit: Kit) -> dict[str, str]:
    states = await asyncio.gather(*(state() for state in kit.watches.values()))
    return dict(zip(kit.watches, states, strict=True))


async def _database(kit: Kit) -> str:
    if kit.engine is None:
        return "ok"
    try:
        async with asyncio.timeout(PATIENCE_SECONDS), kit.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except Exception:  # noqa: BLE001 - whatever it is, we are not ready
        return "unavailable"
    return "ok"
