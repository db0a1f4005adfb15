"""HTTP for packages of published stages: made by the agency, downloaded by everybody."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Header, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import event
from sqlalchemy.orm import Session

from abdi.auth import Principal, public, requires
from abdi.bulk.endpoints import LOOK_AGAIN_SECONDS, answers_file, answers_later
from abdi.http import DbSession, ServiceRouter
from abdi.jobs import Job
from abdi.kit import kit_of
from recruitment.policy import MAKE_PACKAGE, PROVE_ROW, READ_RANKING
from recruitment.result_packages import proofs, service
from recruitment.result_packages.models import ResultPackage
from recruitment.result_packages.parts import read_parts
from recruitment.result_packages.queries import get_ready_package
from recruitment.result_packages.schemas import PackageRead, PublicPackageRead, RowProofRead

router = ServiceRouter(prefix="/v1", tags=["transparency"])

ZIP: Final = "application/zip"
FOR_GOOD: Final = "public, max-age=31536000, immutable"
_ACCEPTED: Final = answers_later("It is made; Location says where to follow it")
_FILE: Final[dict[int | str, dict[str, Any]]] = {
    **answers_file([ZIP]),
    304: {"description": "The same as the answer whose ETag was sent as If-None-Match"},
}


@router.post(
    "/rankings/{ranking_id}/package", name="make_ranking_package", status_code=202, responses=_ACCEPTED
)
async def make_package(
    ranking_id: UUID,
    request: Request,
    response: Response,
    *,
    session: DbSession,
    principal: Annotated[Principal, requires(MAKE_PACKAGE)],
) -> PackageRead:
    """Put a published ranking into a package that anybody can check, in the background; once."""
    package, job = await service.ask_for_package(session, principal, ranking_id)
    kit = kit_of(request)

    def wake(_: Session) -> None:
        kit.wake_jobs()

    event.listen(session.sync_session, "after_commit", wake, once=True)
    response.headers["Location"] = f"/v1/rankings/{ranking_id}/package"
    response.headers["Retry-After"] = LOOK_AGAIN_SECONDS
    return _shown(package, job)


@router.get("/rankings/{ranking_id}/package", name="get_ranking_package")
async def read_package(
    ranking_id: UUID, *, session: DbSession, principal: Annotated[Principal, requires(READ_RANKING)]
) -> PackageRead:
    """How far the package of a ranking is."""
    return _shown(*await service.get_package(session, principal, ranking_id))


@router.get("/public/rankings/{ranking_id}/package", name="get_public_ranking_package", dependencies=[public])
async def read_public_package(ranking_id: UUID, session: DbSession) -> PublicPackageRead:
    """Size, digest, place in the log and key of the package of a published ranking, for everybody."""
    return PublicPackageRead.model_validate(await get_ready_package(session, ranking_id))


@router.get(
    "/public/rankings/{ranking_id}/results.zip",
    name="get_public_results",
    dependencies=[public],
    response_class=Response,
    responses=_FILE,
)
async def read_results(
    ranking_id: UUID,
    request: Request,
    session: DbSession,
    if_none_match: Annotated[str | None, Header(max_length=2_000)] = None,
) -> Response:
    """The package of a published ranking, for everybody: check it offline with `abdi verify`."""
    package = await get_ready_package(session, ranking_id)
    etag = f'"{package.sha256}"'
    headers = {"ETag": etag, "Cache-Control": FOR_GOOD}
    if etag in (if_none_match or ""):
        return Response(status_code=304, headers=headers)
    size = package.size or 0
    headers |= {
        "Content-Length": str(size),
        "Content-Disposition": 'attachment; filename="results.zip"',
        "X-Content-Type-Options": "nosniff",
    }
    pieces = read_parts(kit_of(request).reading_sessions, ranking_id, size)
    return StreamingResponse(pieces, headers=headers, media_type=ZIP)


@router.get(
    "/applications/{application_id}/row-proof", name="get_row_proof", response_model_exclude_none=True
)
async def read_row_proof(
    application_id: UUID,
    ranking_id: UUID,
    response: Response,
    *,
    session: DbSession,
    principal: Annotated[Principal, requires(PROVE_ROW)],
) -> RowProofRead:
    """The proof that the own row stands in what was published; keep it, `abdi verify` checks it offline."""
    response.headers["Cache-Control"] = "private, no-store"
    return await proofs.prove_own_row(session, principal, application_id, ranking_id=ranking_id)


def _shown(package: ResultPackage, job: Job | None) -> PackageRead:
    told = PackageRead.model_validate(package)
    if package.state == "ready" or (job is not None and job.state.is_open):
        return told
    failure = None if job is None else job.failure
    return told.model_copy(update={"state": "failed", "failure": failure and dict(failure)})
