"""From when and for how long somebody may stand in for a superior."""

from datetime import date, timedelta
from typing import Final

from abdi.i18n import Text
from personnel.delegations.rules import Standing
from personnel.identifiers.rules import Check, Rule
from personnel.roles.rules import Term, last_day
from personnel.roles.terms import TermLimits

_AUTHORITY: Final = "UU 30/2014 art. 13-14"
_DAY: Final = timedelta(days=1)

LENGTH = Rule(
    "delegation.length",
    _AUTHORITY,
    Text(
        id="Pelimpahan wewenang dan Plh. berlangsung sementara, tidak lebih lama dari batas",
        en="A delegation and a Plh. are for a time, no longer than the limit",
    ),
    Text(id="Akhiri selambatnya pada hari itu", en="End it by that day"),
)
STARTS_NEARBY = Rule(
    "delegation.starts_nearby",
    "Abdi",
    Text(
        id="Pelimpahan dimulai di sekitar hari pencatatannya: yang sudah lama berlalu masuk melalui impor",
        en="A delegation begins around the day of its entry: what is long past comes by import",
    ),
    Text(id="Pilih hari pertama dalam batas", en="Choose a first day within the limits"),
)


def check_length(new: Standing, *, limits: TermLimits) -> list[Check]:
    """Whether a delegation or a Plh. ends in time; a Plt. has limits of its own.

    Source: UU 30/2014 art. 13-14, which give no number: those of the rule set are not verified.
    """
    months = {"delegation": limits.delegation_months, "plh": limits.plh_months}.get(new.kind)
    if months is None or new.term.is_empty:
        return []
    latest = last_day(new.term.starts_on, months)
    ends_on = new.term.ends_on
    return [
        LENGTH.outcome(
            passed=ends_on is not None and ends_on <= latest, required=f"<= {latest}", found=str(ends_on)
        )
    ]


def check_start(term: Term, *, today: date, limits: TermLimits) -> Check:
    """Whether `term` begins neither long ago nor in a far future. Source: Abdi."""
    earliest, latest = today - limits.backdated_days * _DAY, last_day(today, limits.ahead_months)
    return STARTS_NEARBY.outcome(
        passed=earliest <= term.starts_on <= latest,
        required=[f">= {earliest}", f"<= {latest}"],
        found=str(term.starts_on),
    )
