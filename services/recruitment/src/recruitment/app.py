"""The recruitment service as one list."""

from fastapi import FastAPI

from abdi.app import build_service
from abdi.clock import Clock
from recruitment.candidates.endpoints import router as candidates
from recruitment.candidates.snapshots import candidate_snapshots
from recruitment.candidates.vault import CandidateVault
from recruitment.consumers.directory import directory
from recruitment.consumers.personnel import personnel
from recruitment.db import Base
from recruitment.labels import LABELS
from recruitment.personal_summaries.endpoints import router as personal_summaries
from recruitment.settings import Settings


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> FastAPI:
    """The application; `uvicorn --factory recruitment.app:create_app`."""
    settings = settings or Settings()
    vault = CandidateVault(settings)
    app = build_service(
        settings,
        title="Abdi: recruitment",
        base=Base,
        labels=LABELS,
        routers=[candidates, personal_summaries],
        subscriptions=[personnel, directory],
        snapshots={"candidate": candidate_snapshots(vault)},
        clock=clock,
    )
    app.state.candidate_vault = vault
    return app
