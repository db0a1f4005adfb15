"""The performance service as one list."""

from pathlib import Path

from fastapi import FastAPI

from abdi.app import build_service
from abdi.clock import Clock
from performance.consumers.directory import directory
from performance.consumers.personnel import personnel
from performance.db import Base
from performance.evaluations import endpoints as evaluations
from performance.evaluations.snapshots import evaluation_snapshots
from performance.labels import LABELS
from performance.plans import endpoints as plans
from performance.settings import Settings
from performance.summaries import endpoints as summaries

RULESETS = Path(__file__).parents[2] / "rulesets"


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> FastAPI:
    """The application; `uvicorn --factory performance.app:create_app`."""
    return build_service(
        settings or Settings(),
        title="Abdi: performance",
        base=Base,
        labels=LABELS,
        routers=[plans.router, evaluations.router, summaries.router],
        subscriptions=[personnel, directory],
        snapshots={"evaluation": evaluation_snapshots},
        rulesets=RULESETS,
        clock=clock,
    )
