"""The recruitment service as one list."""

from fastapi import FastAPI

from abdi.app import build_service
from abdi.clock import Clock
from abdi.files import FileKeeping
from abdi.notify import NoticeKeeping, notices_router
from abdi.places import folder_of
from recruitment.applicants.addresses import addresses_by
from recruitment.applicants.endpoints import router as applicants
from recruitment.applicants.vault import ApplicantVault
from recruitment.applications.endpoints import router as applications
from recruitment.appointments.endpoints import router as appointments
from recruitment.appointments.numbering import Vaults
from recruitment.appointments.vault import FilingVault
from recruitment.candidates.endpoints import router as candidates
from recruitment.candidates.snapshots import candidate_snapshots
from recruitment.candidates.vault import CandidateVault
from recruitment.cards.endpoints import router as cards
from recruitment.cards.printing import cards_job
from recruitment.cards.signing import CardSigner
from recruitment.charts.endpoints import open_router as open_charts
from recruitment.charts.endpoints import router as charts
from recruitment.consumers.directory import directory
from recruitment.consumers.personnel import personnel
from recruitment.consumers.posts import posts as posts_of_registry
from recruitment.db import Base
from recruitment.documents.endpoints import router as documents
from recruitment.documents.endpoints import uploading as documents_uploading
from recruitment.educations.endpoints import router as educations
from recruitment.examinations.endpoints import router as examinations
from recruitment.examinations.imports import SCORE_IMPORTS
from recruitment.formations.endpoints import router as formations
from recruitment.formations.exports import FORMATION_LIST
from recruitment.formations.imports import FORMATIONS
from recruitment.integrity_reports.endpoints import open_router as open_integrity_reports
from recruitment.integrity_reports.endpoints import router as integrity_reports
from recruitment.integrity_reports.vault import IntegrityVault
from recruitment.labels import LABELS
from recruitment.objections.endpoints import router as objections
from recruitment.participants.endpoints import router as participants
from recruitment.personal_summaries.endpoints import router as personal_summaries
from recruitment.policy import OWN_ACCOUNT
from recruitment.posts.endpoints import router as posts
from recruitment.public_selections.endpoints import router as public_selections
from recruitment.questions.endpoints import router as questions
from recruitment.rankings.computing import COMPUTE_JOB
from recruitment.rankings.endpoints import router as rankings
from recruitment.rankings.publishing import PUBLISH_JOB
from recruitment.rule_sets.endpoints import router as rule_sets
from recruitment.selections.endpoints import router as selections
from recruitment.sessions.endpoints import router as sessions
from recruitment.settings import Settings
from recruitment.verifications.endpoints import router as verifications


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> FastAPI:
    """The application; `uvicorn --factory recruitment.app:create_app`."""
    settings = settings or Settings()
    vault, applicant_vault = CandidateVault(settings), ApplicantVault(settings)
    inbox = notices_router(OWN_ACCOUNT, recipient=lambda principal: principal.applicant_id)
    signer = CardSigner(settings)
    app = build_service(
        settings,
        title="Abdi: recruitment",
        base=Base,
        labels=LABELS,
        routers=[
            candidates,
            personal_summaries,
            educations,
            posts,
            formations,
            selections,
            rule_sets,
            questions,
            public_selections,
            participants,
            applicants,
            inbox,
            applications,
            documents,
            documents_uploading,
            appointments,
            charts,
            open_charts,
            open_integrity_reports,
            integrity_reports,
            examinations,
            rankings,
            sessions,
            cards,
            verifications,
            objections,
        ],
        subscriptions=[personnel, directory, posts_of_registry],
        imports=[FORMATIONS, *SCORE_IMPORTS],
        exports=[FORMATION_LIST],
        jobs=[cards_job(signer), COMPUTE_JOB, PUBLISH_JOB],
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
