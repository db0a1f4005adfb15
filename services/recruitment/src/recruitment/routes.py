"""Every route of the service, in the order in which they are tried."""

from typing import Final

from abdi.notify import notices_router
from recruitment.applicants.endpoints import router as applicants
from recruitment.applications.endpoints import router as applications
from recruitment.appointments.endpoints import router as appointments
from recruitment.candidates.endpoints import router as candidates
from recruitment.cards.endpoints import router as cards
from recruitment.charts.endpoints import open_router as open_charts
from recruitment.charts.endpoints import router as charts
from recruitment.documents.endpoints import router as documents
from recruitment.documents.endpoints import uploading as documents_uploading
from recruitment.educations.endpoints import router as educations
from recruitment.examinations.endpoints import router as examinations
from recruitment.formations.endpoints import router as formations
from recruitment.integrity_reports.endpoints import open_router as open_integrity_reports
from recruitment.integrity_reports.endpoints import router as integrity_reports
from recruitment.objections.endpoints import router as objections
from recruitment.participants.endpoints import router as participants
from recruitment.personal_summaries.endpoints import router as personal_summaries
from recruitment.policy import OWN_ACCOUNT
from recruitment.posts.endpoints import router as posts
from recruitment.public_selections.endpoints import router as public_selections
from recruitment.questions.endpoints import router as questions
from recruitment.rankings.endpoints import router as rankings
from recruitment.result_lists.endpoints import router as result_lists
from recruitment.result_packages.endpoints import router as result_packages
from recruitment.retention.endpoints import router as retention
from recruitment.rule_sets.endpoints import router as rule_sets
from recruitment.selections.endpoints import router as selections
from recruitment.sessions.endpoints import router as sessions
from recruitment.transparency_log.endpoints import router as transparency_log
from recruitment.verification_steps.endpoints import router as verification_steps
from recruitment.verifications.endpoints import router as verifications

ROUTERS: Final = (
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
    notices_router(OWN_ACCOUNT, recipient=lambda principal: principal.applicant_id),
    applications,
    documents,
    documents_uploading,
    appointments,
    charts,
    retention,
    open_charts,
    open_integrity_reports,
    integrity_reports,
    examinations,
    rankings,
    result_lists,
    sessions,
    cards,
    verifications,
    verification_steps,
    objections,
    result_packages,
    transparency_log,
)
