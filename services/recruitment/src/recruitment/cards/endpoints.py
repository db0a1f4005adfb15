"""Exam cards over HTTP."""

from http import HTTPStatus
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import event

from abdi.audit import note_read
from abdi.auth import Principal, requires
from abdi.http import DbSession, ServiceRouter
from abdi.http.described_problems import MAY_CONFLICT
from abdi.jobs import Job
from abdi.jobs.files import read_file
from abdi.jobs.running import our_sessions
from abdi.kit import Kit, kit_of
from abdi.policy import others
from recruitment.cards import printing, service
from recruitment.cards.schemas import CardFileCreate, CardFileRead, ScanCreate, ScanRead
from recruitment.cards.signing import CardSigner
from recruitment.policy import PREPARE_SESSION, READ_SESSION, RECORD_ATTENDANCE
from recruitment.sessions.records import seat_read

router = ServiceRouter(prefix="/v1", tags=["tests"])
PDF: Final = "application/pdf"
LOOK_AGAIN_SECONDS: Final = "2"
_FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The file", "content": {PDF: {"schema": {"type": "string"}}}},
    **MAY_CONFLICT,
}


def _signer(request: Request) -> CardSigner:
    signer: CardSigner = request.app.state.card_signer
    return signer


Signer = Annotated[CardSigner, Depends(_signer)]
Reader = Annotated[Principal, requires(READ_SESSION)]
Preparer = Annotated[Principal, requires(PREPARE_SESSION)]
Doorkeeper = Annotated[Principal, requires(RECORD_ATTENDANCE)]


@router.get(
    "/applications/{application_id}/exam-card",
    name="get_exam_card",
    response_class=Response,
    responses=_FILE,
)
async def read_card(
    application_id: UUID, request: Request, *, session: DbSession, principal: Reader, signer: Signer
) -> Response:
    """The exam card (kartu peserta) with its QR code, as PDF; an applicant has the own one."""
    application, content = await service.print_card(
        session, principal, application_id=application_id, signer=signer
    )
    if others(principal, [application.applicant_id]):
        note_read(request, "exam_card.read", [application.id, application.applicant_id])
    return Response(content, media_type=PDF, headers=_as_file("exam-card"))


@router.post("/exam-card-scans", name="scan_exam_card")
async def post_scan(
    body: ScanCreate, request: Request, *, session: DbSession, principal: Doorkeeper, signer: Signer
) -> ScanRead:
    """Check a card at the door: who it is, where and when the person sits, and whether marked present."""
    found = await service.scan_card(session, principal, code=body.code, signer=signer)
    note_read(request, "exam_card.scan", [found.application_id, found.applicant_id])
    return ScanRead(
        participant_number=found.number,
        name=found.name,
        is_of_today=found.is_of_today,
        seats=[seat_read(*row[:3], name=row[3]) for row in found.seats],
    )


@router.post(
    "/selections/{selection_id}/exam-card-files",
    name="print_exam_cards",
    status_code=HTTPStatus.ACCEPTED,
)
async def post_file(
    selection_id: UUID,
    body: CardFileCreate,
    request: Request,
    response: Response,
    *,
    session: DbSession,
    principal: Preparer,
) -> CardFileRead:
    """Ask for the cards of everybody who has a seat, as one PDF; it is made in the background."""
    job = await printing.ask_for_cards(session, principal, selection_id=selection_id, wanted=body)
    event.listen(session.sync_session, "after_commit", _waking(kit_of(request)), once=True)
    response.headers["Location"] = f"/v1/exam-card-files/{job.id}"
    response.headers["Retry-After"] = LOOK_AGAIN_SECONDS
    return _shown(job)


@router.get("/exam-card-files/{file_id}", name="get_exam_card_file")
async def read_job(file_id: UUID, *, session: DbSession, principal: Preparer) -> CardFileRead:
    """How far a file of cards is."""
    return _shown(await printing.get_cards_job(session, principal, file_id))


@router.get(
    "/exam-card-files/{file_id}/file",
    name="get_exam_card_file_content",
    response_class=Response,
    responses=_FILE,
)
async def read_content(
    file_id: UUID, request: Request, *, session: DbSession, principal: Preparer
) -> Response:
    """The file itself, until it expires."""
    job = await printing.get_cards_job(session, principal, file_id)
    printing.admit_to_cards(session, job)
    pieces = read_file(our_sessions(kit_of(request)), job.id, printing.FILE)
    return StreamingResponse(pieces, media_type=PDF, headers=_as_file("exam-cards"))


def _as_file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}.pdf"', "Cache-Control": "no-store"}


def _waking(kit: Kit) -> Any:
    def wake(_: object) -> None:
        kit.wake_jobs()

    return wake


def _shown(job: Job) -> CardFileRead:
    asked = printing.CardsAsked.model_validate(job.params)
    return CardFileRead(
        id=job.id,
        selection_id=asked.selection_id,
        state=job.state.value,
        cards=job.progress.get("cards", 0),
        created_at=job.created_at,
        finished_at=job.finished_at,
        expires_at=job.expires_at,
    )
