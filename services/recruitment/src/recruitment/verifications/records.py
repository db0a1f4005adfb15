"""A case as answers show it: whole, or without what its reader must not see yet."""

from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

from abdi.auth import Principal
from abdi.policy import Allow, Resource, decide
from recruitment.verifications.judging import STEPS, CaseState
from recruitment.verifications.models import Verdict, VerificationCase, VerificationClaim
from recruitment.verifications.permissions import READ_VERIFICATION
from recruitment.verifications.schemas import CaseRead, CaseWholeRead, CheckRead, ClaimRead, VerdictRead

_MADE: Final = frozenset({"checks", "claims", "allowed", "masked"})


def shown(
    case: VerificationCase, *, claims: Collection[VerificationClaim] = (), masked: Collection[str] = ()
) -> CaseRead:
    """The case without its verdicts."""
    return CaseRead(**_plain(case, claims, masked))


def shown_whole(
    case: VerificationCase,
    verdicts: Sequence[Verdict],
    *,
    reader_id: UUID | None,
    claims: Collection[VerificationClaim],
    masked: Collection[str],
) -> CaseWholeRead:
    """The case with its verdicts: none of others as long as the first ones judge and the reader has not."""
    given = [verdict for verdict in verdicts if verdict.round == case.round]
    has_judged = any(verdict.verifier_id == reader_id for verdict in given)
    is_blind = case.state == CaseState.OPEN and not has_judged
    seen = [verdict for verdict in given if not is_blind]
    return CaseWholeRead(
        **_plain(case, claims, masked),
        verdicts=[VerdictRead.model_validate(verdict) for verdict in seen],
        are_verdicts_hidden=is_blind,
    )


def masks_of(principal: Principal, case: VerificationCase) -> frozenset[str]:
    """The fields of a case that the principal, who may see it, does not see."""
    decision = decide(principal, READ_VERIFICATION, Resource(case.agency))
    return decision.masked if isinstance(decision, Allow) else frozenset({"checks"})


def _plain(
    case: VerificationCase, claims: Collection[VerificationClaim], masked: Collection[str]
) -> dict[str, Any]:
    plain = {name: getattr(case, name) for name in CaseRead.model_fields if name not in _MADE}
    checks = None if "checks" in masked else [CheckRead.model_validate(check) for check in case.checks]
    return plain | {
        "checks": checks,
        "claims": [ClaimRead.model_validate(claim) for claim in claims],
        "allowed": sorted(STEPS[CaseState(case.state)]),
        "masked": sorted(masked),
    }
