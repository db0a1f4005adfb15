"""What follows from verdicts: pure, for one case."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

from abdi.i18n import Text
from recruitment.selections.rules.reasons import SelectionReason
from recruitment.verifications.rules import ARTICLE, OTHER, CheckStanding


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    DIFFERING = "differing"
    DECIDED = "decided"


class CaseOutcome(StrEnum):
    """What is decided; MS and TMS in the official lists."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"


class VerdictReason(StrEnum):
    """Why a requirement is not fulfilled."""

    MISSING = "missing"
    ILLEGIBLE = "illegible"
    WRONG_DOCUMENT = "wrong_document"
    DATA_DIFFER = "data_differ"
    BELOW_REQUIREMENT = "below_requirement"
    EXPIRED = "expired"
    NOT_GENUINE = "not_genuine"
    OTHER = "other"


CONFLICT_ARTICLE: Final = "UU 30/2014 art. 42"
CODES: Final = {CaseOutcome.ELIGIBLE: "MS", CaseOutcome.NOT_ELIGIBLE: "TMS"}
REASON_NAMES: Final = {
    VerdictReason.MISSING: Text("Tidak ada", "Missing"),
    VerdictReason.ILLEGIBLE: Text("Tidak terbaca", "Illegible"),
    VerdictReason.WRONG_DOCUMENT: Text("Dokumen lain dari yang diminta", "Another document than asked for"),
    VerdictReason.DATA_DIFFER: Text("Data berbeda dengan dokumen", "Data and document differ"),
    VerdictReason.BELOW_REQUIREMENT: Text("Di bawah persyaratan", "Below the requirement"),
    VerdictReason.EXPIRED: Text("Tidak berlaku lagi", "No longer valid"),
    VerdictReason.NOT_GENUINE: Text("Tidak asli", "Not genuine"),
    VerdictReason.OTHER: Text("Lain-lain", "Other"),
}
STEPS: Final = {
    CaseState.OPEN: frozenset({"claim", "verdict"}),
    CaseState.DIFFERING: frozenset({"claim", "verdict"}),
    CaseState.DECIDED: frozenset({"reopening"}),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a verifier found of one requirement; `words` go to the applicant."""

    requirement: str
    is_fulfilled: bool
    reason: VerdictReason | None = None
    words: str | None = None


class Given(Protocol):
    """A verdict as far as the outcome rests on it."""

    @property
    def outcome(self) -> str: ...
    @property
    def requirements(self) -> list[Any]: ...


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is wrong with the findings of a verdict: requirements nobody asks for, or that it must name."""

    unknown: list[str]
    unjudged: list[str]

    def __bool__(self) -> bool:
        return bool(self.unknown or self.unjudged)


def gaps_of(findings: Iterable[Finding], standings: Mapping[str, CheckStanding]) -> Gaps:
    """What the findings lack: what data prove may go without saying, everything else is judged by name."""
    named = {finding.requirement for finding in findings}
    unknown = named - {*standings, OTHER}
    unproven = {name for name, standing in standings.items() if standing is not CheckStanding.MET}
    return Gaps(sorted(unknown), sorted(unproven - named))


def completed(findings: Iterable[Finding], standings: Mapping[str, CheckStanding]) -> list[Finding]:
    """The findings with those that went without saying, in the order of the requirements."""
    named = {finding.requirement: finding for finding in findings}
    order = [*standings, *(name for name in named if name not in standings)]
    return [named.get(name) or Finding(name, is_fulfilled=True) for name in order]


def outcome_of(findings: Iterable[Finding]) -> CaseOutcome:
    """Eligible is who fulfils everything."""
    is_fulfilled = all(finding.is_fulfilled for finding in findings)
    return CaseOutcome.ELIGIBLE if is_fulfilled else CaseOutcome.NOT_ELIGIBLE


def settle(outcomes: Sequence[str], wanted: int) -> tuple[CaseState, CaseOutcome | None]:
    """Where a case stands after these verdicts, in their order; a third decides where two differ."""
    if len(outcomes) < wanted:
        return CaseState.OPEN, None
    if len(set(outcomes[:wanted])) == 1:
        return CaseState.DECIDED, CaseOutcome(outcomes[0])
    if len(outcomes) == wanted:
        return CaseState.DIFFERING, None
    return CaseState.DECIDED, CaseOutcome(outcomes[-1])


def public_reasons(
    verdicts: Sequence[Given], outcome: CaseOutcome, checks: Sequence[Mapping[str, Any]]
) -> list[SelectionReason]:
    """Why somebody is not eligible, as the applicant reads it: every requirement found not fulfilled.

    Of the verdict that decided, or of all that agreed; one reason for each requirement and code.
    """
    if outcome is CaseOutcome.ELIGIBLE:
        return []
    agreeing = [one for one in verdicts if one.outcome == outcome]
    is_decided_by_last = len(agreeing) < len(verdicts)
    asked = {check["rule"]: check for check in checks}
    found: dict[tuple[str, str], SelectionReason] = {}
    for verdict in agreeing[-1:] if is_decided_by_last else agreeing:
        for finding in verdict.requirements:
            if not finding["is_fulfilled"]:
                key = finding["requirement"], finding["reason"]
                found.setdefault(key, _public(finding, asked.get(finding["requirement"], {})))
    return list(found.values())


def conflict_reason() -> SelectionReason:
    """Why somebody with a declared conflict of interest judges nothing of the case."""
    return SelectionReason(
        rule="verification.no_conflict",
        article=CONFLICT_ARTICLE,
        passed=False,
        required="no_conflict",
        found="conflict_declared",
        message=Text(
            "Yang menyatakan benturan kepentingan tidak menilai berkas itu.",
            "Who declared a conflict of interest does not judge the case.",
        ),
        remedy=Text("Serahkan kepada verifikator lain.", "Leave it to another verifier."),
    )


def _public(finding: Mapping[str, Any], check: Mapping[str, Any]) -> SelectionReason:
    name = REASON_NAMES[VerdictReason(finding["reason"])]
    words = finding["words"]
    return SelectionReason(
        rule=finding["requirement"],
        article=check.get("article", ARTICLE),
        passed=False,
        required=check.get("required"),
        found=finding["reason"],
        message=Text(f"{name.id}: {words}", f"{name.en}: {words}"),
        remedy=Text(
            "Ajukan sanggah dalam masa sanggah bila kekeliruan bukan pada Anda.",
            "Object within the days for objections if the mistake is not yours.",
        ),
    )
