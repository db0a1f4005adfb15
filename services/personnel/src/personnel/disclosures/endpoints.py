"""HTTP for what is shown in full."""

from typing import Annotated
from uuid import UUID

from fastapi import Request, Response

from abdi.auth import Principal, requires
from abdi.http import DbSession, ServiceRouter
from abdi.kit import kit_of
from personnel.disclosures import service
from personnel.disclosures.schemas import NikDisclosureCreate, NikDisclosureRead
from personnel.employees.endpoints import Vault
from personnel.policy import DISCLOSE_NIK

router = ServiceRouter(prefix="/v1/employees/{employee_id}/nik-disclosures", tags=["employees"])


@router.post("")
async def disclose_nik(
    request: Request,
    response: Response,
    session: DbSession,
    *,
    principal: Annotated[Principal, requires(DISCLOSE_NIK)],
    employee_id: UUID,
    body: NikDisclosureCreate,
    vault: Vault,
) -> NikDisclosureRead:
    """The whole NIK of an employee, for a reason.

    For personnel officers of the agency and for the person; the read audit has the reason before the answer
    leaves. The answer is kept nowhere, also not under an Idempotency-Key.
    """
    shown = await service.disclose_nik(session, principal, employee_id, reason=body.reason, vault=vault)
    response.headers["Cache-Control"] = "no-store"
    kit_of(request).metrics.pii_unmask_total.labels("nik").inc()
    return shown
