"""Who may be given which role, and that an agency never loses its last administrator unseen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from abdi.i18n import Text
from personnel.identifiers.rules import Check, Rule

Role = Literal["unit_officer", "agency_officer", "committee_member", "decision_maker", "auditor"]
"""What is assigned; `employee` and `superior` follow from the registry."""

LIMITS: Final = "role-limits"
"""The rule set with the numbers."""
_AUTHORITY: Final = "UU 30/2014 art. 8"
_OWN_RULE: Final = "Abdi"
_DAY: Final = timedelta(days=1)

IN_SERVICE_RULE = Rule(
    "role.in_service",
    _AUTHORITY,
    Text(
        id="Pemegang peran adalah pegawai aktif yang tidak diberhentikan sementara",
        en="Whoever holds a role is in service and not suspended",
    ),
    Text(id="Pilih pegawai yang masih aktif", en="Choose somebody who is in service"),
)
OWN_AGENCY = Rule(
    "role.own_agency",
    _AUTHORITY,
    Text(
        id="Pemegang peran bekerja di instansi itu; hanya auditor boleh dari instansi lain",
        en="Whoever holds a role works in the agency; only an auditor may come from another",
    ),
    Text(id="Pilih pegawai instansi tersebut", en="Choose somebody of that agency"),
)
UNIT_NAMED = Rule(
    "role.unit_named",
    _OWN_RULE,
    Text(
        id="Petugas unit menyebut unitnya, anggota komite boleh, peran lain tidak",
        en="A unit officer names the unit, a committee member may, other roles do not",
    ),
    Text(id="Lengkapi atau kosongkan unit", en="Give the unit, or leave it out"),
)
PERIOD = Rule(
    "role.period",
    _OWN_RULE,
    Text(id="Peran berakhir pada atau setelah hari pertamanya", en="A role ends on its first day or later"),
    Text(id="Periksa tanggal mulai dan selesai", en="Check the first and the last day"),
)
TIME_BOXED = Rule(
    "role.time_boxed",
    _OWN_RULE,
    Text(
        id="Penugasan auditor berbatas waktu dan tidak lebih lama dari batas",
        en="An auditor's task ends, and lasts no longer than the limit",
    ),
    Text(id="Tetapkan tanggal selesai dalam batas", en="Set the last day within the limit"),
)
PURPOSE = Rule(
    "role.purpose",
    _OWN_RULE,
    Text(id="Auditor bertugas untuk tujuan tertentu", en="An auditor works for a stated purpose"),
    Text(id="Sebutkan tujuan pemeriksaan", en="State the purpose of the inspection"),
)
HELD_ONCE = Rule(
    "role.held_once",
    _OWN_RULE,
    Text(
        id="Peran yang sama untuk unit yang sama dipegang satu kali pada satu hari",
        en="On any day somebody holds the same role for the same unit once",
    ),
    Text(id="Koreksi atau akhiri penugasan yang ada", en="Correct or end the present assignment"),
)
LAST_OFFICER = Rule(
    "role.last_officer",
    _OWN_RULE,
    Text(
        id="Instansi selalu mempunyai petugas kepegawaian pada hari-hari yang sudah tercatat",
        en="An agency keeps a personnel officer on every day that has one",
    ),
    Text(
        id="Tugaskan dahulu petugas lain mulai hari itu, tanpa jeda",
        en="First assign another officer from that day on, without a gap",
    ),
)
NOT_BACKDATED = Rule(
    "role.end_not_backdated",
    _OWN_RULE,
    Text(
        id="Peran diakhiri paling awal kemarin: yang sudah dilakukan tetap sah",
        en="A role ends yesterday at the earliest: what was done under it stays valid",
    ),
    Text(id="Isi kemarin untuk mengakhiri seketika", en="Give yesterday to end it at once"),
)
ENDS_EARLIER = Rule(
    "role.ends_earlier",
    _OWN_RULE,
    Text(id="Pengakhiran tidak memperpanjang", en="An ending does not prolong"),
    Text(id="Perpanjang melalui koreksi", en="Prolong by a correction"),
)


@dataclass(frozen=True)
class Term:
    """Days from `starts_on` to `ends_on`, both inclusive; None: it goes on. Ending earlier it is empty."""

    starts_on: date
    ends_on: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether no day belongs to it."""
        return self.ends_on is not None and self.ends_on < self.starts_on

    def covers(self, day: date) -> bool:
        """Whether `day` belongs to it."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def overlaps(self, other: "Term") -> bool:
        """Whether a day belongs to both."""
        return (
            not self.is_empty
            and not other.is_empty
            and (self.ends_on is None or other.starts_on <= self.ends_on)
            and (other.ends_on is None or self.starts_on <= other.ends_on)
        )

    def until(self, day: date) -> "Term":
        """The same, ending on `day`; empty when it would end before it begins."""
        return Term(self.starts_on, max(day, self.starts_on - _DAY))


@dataclass(frozen=True)
class Person:
    """Somebody as far as roles depend on it."""

    agency: str
    is_in_service: bool
    is_suspended: bool = False

    @property
    def may_act(self) -> bool:
        """Whether the person may use authority: whoever is suspended (pemberhentian sementara) may not."""
        return self.is_in_service and not self.is_suspended


@dataclass(frozen=True)
class Wanted:
    """A role as it is to be held."""

    agency: str
    role: str
    term: Term
    unit_id: UUID | None = None
    purpose: str | None = None

    @property
    def seat(self) -> tuple[object, ...]:
        """What somebody holds once at a time; selections of a committee count apart."""
        return self.agency, self.role, self.unit_id, self.purpose if self.role == "committee_member" else None


class RoleLimits(BaseModel):
    """The numbers of one version of the rule set."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    auditor_months: int


def last_day(starts_on: date, months: int) -> date:
    """The last day of a period of whole months: the day before the same day `months` later.

    Where that month has no such day, its last day.
    """
    year, month = divmod(starts_on.year * 12 + starts_on.month - 1 + months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    length = (following - _DAY).day
    if starts_on.day > length:
        return following - _DAY
    return date(year, month + 1, starts_on.day) - _DAY


def check_assignment(wanted: Wanted, holder: Person, *, limits: RoleLimits) -> list[Check]:
    """Whether `holder` may have the role at all.

    Source: UU 30/2014 art. 8 (whoever uses authority holds it by office or assignment); the rest is the
    house's own: a limited, purposeful look for auditors, a unit where the role is about one.
    """
    is_auditor = wanted.role == "auditor"
    needs_unit = {"unit_officer": True, "committee_member": None}.get(wanted.role, False)
    return [
        IN_SERVICE_RULE.outcome(passed=holder.may_act, required=True, found=holder.may_act),
        OWN_AGENCY.outcome(
            passed=is_auditor or holder.agency == wanted.agency, required=wanted.agency, found=holder.agency
        ),
        UNIT_NAMED.outcome(
            passed=needs_unit is None or needs_unit == (wanted.unit_id is not None),
            required="a unit" if needs_unit else "no unit",
            found=str(wanted.unit_id) if wanted.unit_id else None,
        ),
        PERIOD.outcome(
            passed=not wanted.term.is_empty,
            required=f">= {wanted.term.starts_on}",
            found=_written(wanted.term.ends_on),
        ),
        *(_check_auditor(wanted, limits) if is_auditor else []),
    ]


def _check_auditor(wanted: Wanted, limits: RoleLimits) -> list[Check]:
    latest = last_day(wanted.term.starts_on, limits.auditor_months)
    ends_on = wanted.term.ends_on
    return [
        TIME_BOXED.outcome(
            passed=ends_on is not None and ends_on <= latest,
            required=f"<= {latest}",
            found=_written(ends_on),
        ),
        PURPOSE.outcome(passed=bool(wanted.purpose), required="a purpose", found=wanted.purpose),
    ]


def check_held_once(wanted: Wanted, others: Iterable[Wanted]) -> Check:
    """Whether the holder's `others` leave room: the same role for the same unit once a day. Source: Abdi."""
    clash = next((o for o in others if o.seat == wanted.seat and o.term.overlaps(wanted.term)), None)
    return HELD_ONCE.outcome(
        passed=clash is None,
        required="no other on these days",
        found=[str(clash.term.starts_on), _written(clash.term.ends_on)] if clash else None,
    )


def first_day_without(before: Sequence[Term], after: Sequence[Term], *, today: date) -> date | None:
    """The first day from `today` on that has somebody by `before` and nobody by `after`; None: no such day.

    Days on which nobody was expected anyway are nobody's loss.
    """
    # Such a stretch can only begin today, where one of `before` begins or after one of `after` ends.
    days = {today} | {term.starts_on for term in before}
    days |= {term.ends_on + _DAY for term in after if term.ends_on is not None}
    return next(
        (
            day
            for day in sorted(day for day in days if day >= today)
            if any(term.covers(day) for term in before) and not any(term.covers(day) for term in after)
        ),
        None,
    )


def check_last_officer(before: Sequence[Term], after: Sequence[Term], *, today: date) -> Check:
    """Whether an agency that goes from `before` to `after` keeps its personnel officers. Source: Abdi."""
    lost = first_day_without(before, after, today=today)
    return LAST_OFFICER.outcome(
        passed=lost is None,
        required="an officer on every day that has one",
        found={"first_day_without": lost.isoformat()} if lost else None,
    )


def check_ending(present: Term, ends_on: date, *, today: date) -> list[Check]:
    """Whether a role may end on `ends_on`: from yesterday until it would anyway. Source: Abdi."""
    yesterday = today - _DAY
    return [
        NOT_BACKDATED.outcome(passed=ends_on >= yesterday, required=f">= {yesterday}", found=str(ends_on)),
        ENDS_EARLIER.outcome(
            passed=present.ends_on is None or ends_on <= present.ends_on,
            required=f"<= {present.ends_on}" if present.ends_on else None,
            found=str(ends_on),
        ),
    ]


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None
