"""When a CPNS becomes PNS."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from abdi.i18n import Text
from personnel.histories.rules import Span
from personnel.identifiers.rules import Check, Rule

FROM_CPNS = Rule(
    "employment.from_cpns",
    "PP 11/2017 jo. PP 17/2020",
    Text(id="Hanya CPNS yang diangkat menjadi PNS", en="Only a CPNS becomes PNS"),
    Text(id="PPPK menjadi PNS hanya melalui seleksi CPNS", en="A PPPK becomes PNS by selection as CPNS only"),
)
PROBATION = Rule(
    "employment.probation",
    "PP 11/2017 art. 34",
    Text(id="CPNS menjalani masa percobaan satu tahun", en="A CPNS serves a probation of one year"),
    Text(id="Isi TMT setelah masa percobaan", en="Enter a day after the probation"),
)
UNBROKEN = Rule(
    "employment.unbroken",
    "PP 11/2017 jo. PP 17/2020",
    Text(
        id="CPNS sejak pengangkatan, lalu PNS tanpa jeda",
        en="CPNS from the first appointment, then PNS without a break",
    ),
    Text(id="Ubah TMT PNS saja", en="Change the first day as PNS only"),
)


@dataclass(frozen=True)
class Employment:
    """An employment type in a period."""

    kind: str
    span: Span


def end_of_probation(appointed_on: date) -> date:
    """The first day on which a CPNS, appointed on the first of a month, may become PNS: a year later.

    Source: PP 11/2017 art. 34.
    """
    return date(appointed_on.year + 1, appointed_on.month, 1)


def check_employment_change(kind: str) -> Check:
    """Whether somebody employed as `kind` may become PNS. Source: PP 11/2017 as amended by PP 17/2020."""
    return FROM_CPNS.outcome(passed=kind == "CPNS", required="CPNS", found=kind)


def check_employments(entries: Sequence[Employment], *, appointed_on: date, today: date) -> list[Check]:
    """Whether a history (in order of life) is that of a CPNS who became PNS after probation.

    Source: PP 11/2017 art. 34 and as amended by PP 17/2020.
    """
    if not entries:
        return []
    first, last = entries[0], entries[-1]
    ends = [entry.span.ends for entry in entries]
    starts = [entry.span.starts for entry in entries]
    is_unbroken = starts[0] == appointed_on and ends == [*starts[1:], None]
    probation = PROBATION.outcome(
        passed=last.span.starts >= end_of_probation(appointed_on),
        required=f">= {end_of_probation(appointed_on)}",
        found=last.span.starts.isoformat(),
    )
    if not probation.reason.passed and end_of_probation(appointed_on) > today:
        turns_on = end_of_probation(appointed_on)
        probation = Check(probation.reason.model_copy(update={"turns_on": turns_on}))
    return [
        UNBROKEN.outcome(
            passed=is_unbroken and (first.kind, last.kind) == ("CPNS", "PNS"),
            required={"CPNS": appointed_on.isoformat(), "PNS": "without a break"},
            found={entry.kind: entry.span.starts.isoformat() for entry in entries},
        ),
        probation,
    ]
