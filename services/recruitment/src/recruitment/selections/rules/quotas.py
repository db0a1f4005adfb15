"""What an agency's allocation must hold for special needs (kebutuhan khusus)."""

from collections.abc import Mapping
from dataclasses import dataclass

from abdi.i18n import Text
from recruitment.selections.rules.reasons import SelectionReason, source
from recruitment.selections.rules.standard import WHOLE, AgencyKind, CpnsSelection


@dataclass(frozen=True, slots=True)
class RequiredOpenings:
    """The least openings for one special need, and the percentage it comes from (None: a fixed number)."""

    need: str
    openings: int
    percent: int | None


def required_openings(allocation: int, agency: AgencyKind, standard: CpnsSelection) -> list[RequiredOpenings]:
    """The least openings for each special need that has a minimum, of `allocation` openings of the agency.

    A share of at least so many percent is rounded up to whole openings.
    Source: the minister's allocation rules of the intake; for Papua a number by the size of the allocation.
    """
    found = [
        RequiredOpenings(share.need, -(-allocation * share.percent // WHOLE), share.percent)
        for share in standard.quotas.shares
        if share.agency == agency
    ]
    for rule in standard.quotas.minimums:
        if rule.agency == agency and allocation > 0:
            least = next(b.minimum for b in rule.brackets if b.up_to is None or allocation <= b.up_to)
            found.append(RequiredOpenings(rule.need, least, None))
    return found


def check_quotas(
    openings: Mapping[str, int], agency: AgencyKind, standard: CpnsSelection
) -> list[SelectionReason]:
    """Whether the openings by need (the general one included) keep every minimum; a reason for each."""
    allocation = sum(openings.values())
    reasons = []
    for required in required_openings(allocation, agency, standard):
        found = openings.get(required.need, 0)
        passed = found >= required.openings
        share = "" if required.percent is None else f" ({required.percent} %)"
        reasons.append(
            SelectionReason(
                **source(f"quotas.{required.need}", standard, detail=required.need),
                passed=passed,
                required={"openings": required.openings, "percent": required.percent},
                found=found,
                message=Text(
                    f"Paling sedikit {required.openings} dari {allocation}{share}; tersedia {found}.",
                    f"At least {required.openings} of {allocation}{share}; there are {found}.",
                ),
                remedy=None
                if passed
                else Text(
                    f"Tambahkan {required.openings - found} kebutuhan.",
                    f"Add {required.openings - found} openings.",
                ),
            )
        )
    return reasons
