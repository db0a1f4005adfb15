"""The training service as one list."""

from fastapi import FastAPI

from abdi.app import build_service
from abdi.clock import Clock
from abdi.places import folder_of
from training.consumers.directory import directory
from training.consumers.performance import performance
from training.consumers.personnel import personnel
from training.courses import endpoints as courses
from training.courses.exports import COURSE_LIST
from training.courses.snapshots import course_snapshots
from training.db import Base
from training.imports.courses import COURSES
from training.imports.programmes import PROGRAMMES
from training.labels import LABELS
from training.learning_hours import endpoints as learning_hours
from training.needs import endpoints as needs
from training.needs.snapshots import need_snapshots
from training.personal_summaries import endpoints as personal_summaries
from training.programmes import endpoints as programmes
from training.settings import Settings
from training.unit_summaries import endpoints as unit_summaries

RULESETS = folder_of("training", "rulesets")


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> FastAPI:
    """The application; `uvicorn --factory training.app:create_app`."""
    return build_service(
        settings or Settings(),
        title="Abdi: training",
        base=Base,
        labels=LABELS,
        routers=[
            programmes.router,
            courses.router,
            learning_hours.router,
            needs.router,
            unit_summaries.router,
            personal_summaries.router,
        ],
        subscriptions=[personnel, performance, directory],
        imports=[PROGRAMMES, COURSES],
        exports=[COURSE_LIST],
        snapshots={"course": course_snapshots, "need": need_snapshots},
        rulesets=RULESETS,
        clock=clock,
    )
