"""What the doctor finds: each finding with what to do about it."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any, Literal

State = Literal["ok", "warning", "failed"]
_SIGNS = {"ok": "ok  ", "warning": "WARN", "failed": "FAIL"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One look at one place."""

    place: str
    """A service, `broker` or `machine`."""
    check: str
    state: State
    told: str
    remedy: str = ""
    """What to do; empty when all is well."""


def judged(place: str, check: str, told: str, *, is_well: bool, remedy: str) -> Finding:
    """A finding that is either well or failed."""
    return Finding(place, check, "ok" if is_well else "failed", told, "" if is_well else remedy)


def as_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """For people: by place, remedies below what they are for."""
    for place, group in groupby(findings, key=lambda finding: finding.place):
        yield place
        for finding in group:
            yield f"  {_SIGNS[finding.state]}  {finding.check:<14} {finding.told}"
            if finding.remedy:
                yield f"        {'':<14} do: {finding.remedy}"
    states = [finding.state for finding in findings]
    yield f"{len(states)} checks, {states.count('failed')} failed, {states.count('warning')} to look at."


def as_data(findings: Sequence[Finding]) -> dict[str, Any]:
    """For programs."""
    return {"is_well": not has_failed(findings), "findings": [asdict(finding) for finding in findings]}


def has_failed(findings: Sequence[Finding]) -> bool:
    """Whether anything must be mended."""
    return any(finding.state == "failed" for finding in findings)
