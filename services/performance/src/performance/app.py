"""The performance service as one list."""

from fastapi import FastAPI

from abdi.app import build_service
from abdi.clock import Clock
from abdi.places import folder_of
from performance.consumers.directory import directory
from performance.consumers.personnel import personnel
from performance.db import Base
from performance.evaluations import endpoints as evaluations
from performance.evaluations.exports import EVALUATION_LIST
from performance.evaluations.imports import EVALUATIONS
from performance.evaluations.snapshots import evaluation_snapshots
from performance.labels import LABELS
from performance.personal_summaries import endpoints as personal_summaries
from performance.plans import endpoints as plans
from performance.settings import Settings
from performance.summaries import endpoints as summaries

RULESETS = folder_of("performance", "rulesets")


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> FastAPI:
    """The application; `uvicorn --factory performance.app:create_app`."""
    return build_service(
        settings or Settings(),
        title="Abdi: performance",
        base=Base,
        labels=LABELS,
        routers=[plans.router, evaluations.router, summaries.router, personal_summaries.router],
        subscriptions=[personnel, directory],
        imports=[EVALUATIONS],
        exports=[EVALUATION_LIST],
        snapshots={"evaluation": evaluation_snapshots},
        rulesets=RULESETS,
        clock=clock,
    )
