"""The recruitment service as one list."""

from typing import Final

from fastapi import FastAPI

from abdi.app import build_service
from abdi.clock import Clock
from abdi.files import FileKeeping
from abdi.notify import NoticeKeeping
from abdi.places import folder_of
from recruitment.applicants.addresses import addresses_by
from recruitment.applicants.vault import ApplicantVault
from recruitment.appointments.numbering import Vaults
from recruitment.appointments.vault import FilingVault
from recruitment.candidates.snapshots import candidate_snapshots
from recruitment.candidates.vault import CandidateVault
from recruitment.cards.printing import cards_job
from recruitment.cards.signing import CardSigner
from recruitment.consumers.directory import directory
from recruitment.consumers.personnel import personnel
from recruitment.consumers.posts import posts as posts_of_registry
from recruitment.db import Base
from recruitment.examinations.imports import SCORE_IMPORTS
from recruitment.formations.exports import FORMATION_LIST
from recruitment.formations.imports import FORMATIONS
from recruitment.integrity_reports.vault import IntegrityVault
from recruitment.labels import LABELS
from recruitment.objections.reannouncing import REANNOUNCEMENT_JOB
from recruitment.rankings.computing import COMPUTE_JOB
from recruitment.rankings.publishing import PUBLISH_JOB
from recruitment.result_packages.making import MAKE_JOB
from recruitment.routes import ROUTERS
from recruitment.settings import Settings
from recruitment.verifications.accepting import ACCEPTANCE_JOB
from recruitment.verifications.announcing import ANNOUNCEMENT_JOB
from recruitment.verifications.preparing import PRE_CHECK_JOB

STEP_JOBS: Final = (PRE_CHECK_JOB, ACCEPTANCE_JOB, ANNOUNCEMENT_JOB, REANNOUNCEMENT_JOB)


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> FastAPI:
    """The application; `uvicorn --factory recruitment.app:create_app`."""
    settings = settings or Settings()
    vault, applicant_vault = CandidateVault(settings), ApplicantVault(settings)
    signer = CardSigner(settings)
    app = build_service(
        settings,
        title="Abdi: recruitment",
        base=Base,
        labels=LABELS,
        routers=ROUTERS,
        subscriptions=[personnel, directory, posts_of_registry],
        imports=[FORMATIONS, *SCORE_IMPORTS],
        exports=[FORMATION_LIST],
        jobs=[cards_job(signer), COMPUTE_JOB, PUBLISH_JOB, MAKE_JOB, *STEP_JOBS],
        snapshots={"candidate": candidate_snapshots(vault)},
        rulesets=folder_of("recruitment", "rulesets"),
        files=FileKeeping(settings),
        notices=NoticeKeeping(settings, address_of=addresses_by(applicant_vault)),
        clock=clock,
    )
    app.state.candidate_vault, app.state.applicant_vault = vault, applicant_vault
    app.state.integrity_vault = IntegrityVault(settings)
    app.state.appointment_vaults = Vaults(applicant_vault, FilingVault(settings), vault)
    app.state.card_signer = signer
    return app
