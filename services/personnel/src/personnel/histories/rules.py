"""How a new period finds its place among the current ones; pure, for every history alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from abdi.i18n import Text
from personnel.identifiers.rules import Check, Rule

NOT_IN_FUTURE = Rule(
    "entry.not_in_future",
    "Abdi",
    Text(
        id="Entri dicatat setelah berlaku, tidak sebelum tanggalnya",
        en="An entry is recorded once it is in force, not before its day",
    ),
    Text(id="Catat pada atau setelah tanggal berlakunya", en="Record it on or after the day it takes effect"),
)
NOT_TOO_EARLY = Rule(
    "entry.not_too_early",
    "Abdi",
    Text(
        id="Entri tidak mendahului pengangkatan (pendidikan: kelahiran)",
        en="Nothing begins before the first appointment (education: before birth)",
    ),
    Text(id="Periksa tanggal", en="Check the date"),
)
WITHIN_SERVICE = Rule(
    "entry.within_service",
    "PP 11/2017 jo. PP 17/2020",
    Text(
        id="Setelah berhenti tidak ada lagi yang berlaku", en="Nothing is held from the day service has ended"
    ),
    Text(id="Akhiri selambatnya pada tanggal berhenti", en="Let it end when service ended, at the latest"),
)
DECREE_DATE = Rule(
    "entry.decree_date",
    "Abdi",
    Text(
        id="Tanggal SK tidak di masa depan dan tidak sebelum kelahiran",
        en="A decree is dated not in the future and not before birth",
    ),
    Text(id="Periksa tanggal SK", en="Check the date of the decree"),
)
ONE_AT_A_TIME = Rule(
    "entry.one_at_a_time",
    "Abdi",
    Text(id="Pada satu hari berlaku satu entri", en="On any day one entry holds"),
    Text(id="Perbaiki dahulu entri yang ada", en="Correct the present entry first"),
)
DIFFERS = Rule(
    "entry.differs",
    "Abdi",
    Text(id="Koreksi mengubah sesuatu", en="A correction changes something"),
    Text(id="Isi nilai yang benar", en="Give the right value"),
)
PERIOD = Rule(
    "entry.period",
    "Abdi",
    Text(id="Masa berakhir setelah dimulai", en="A period ends after it begins"),
    Text(id="Periksa tanggal mulai dan selesai", en="Check the first and the last day"),
)


class PeriodTaken(ValueError):  # noqa: N818 - errors are named by the fact
    """Another current entry already holds in this period."""

    def __init__(self, starts_on: date) -> None:
        super().__init__(f"an entry starts on {starts_on}")
        self.starts_on = starts_on


@dataclass(frozen=True)
class Span:
    """The half-open period [`starts`, `ends`); no end means that it goes on."""

    starts: date
    ends: date | None = None

    def covers(self, day: date) -> bool:
        """Whether `day` lies in the period."""
        return self.starts <= day and (self.ends is None or day < self.ends)

    def overlaps(self, other: "Span") -> bool:
        """Whether a day lies in both."""
        return (self.ends is None or other.starts < self.ends) and (
            other.ends is None or self.starts < other.ends
        )


@dataclass(frozen=True)
class Bounds:
    """Within which days the entries of a person's history lie.

    `earliest` is the first possible day (None: another rule says so), `left_on` the first day out of service;
    where `ends_with_service`, nothing lasts beyond it.
    """

    today: date
    born: date
    earliest: date | None
    left_on: date | None = None
    ends_with_service: bool = False


def check_begun(on: date, *, today: date) -> Check:
    """Whether `on` has come. Every event carries the state of its day, so facts are entered when in force."""
    check = NOT_IN_FUTURE.outcome(passed=on <= today, required=today.isoformat(), found=on.isoformat())
    if check.reason.passed:
        return check
    return Check(check.reason.model_copy(update={"turns_on": on}), check.severity)


def check_day(on: date, *, earliest: date, today: date) -> list[Check]:
    """Whether `on` has come, and lies not before `earliest`."""
    return [
        check_begun(on, today=today),
        NOT_TOO_EARLY.outcome(passed=on >= earliest, required=earliest.isoformat(), found=on.isoformat()),
    ]


def check_entry(span: Span, *, decree_on: date | None, bounds: Bounds) -> list[Check]:
    """Whether an entry of a person's history lies within `bounds`; the same for entering and correcting."""
    days = [span.starts, *([span.ends] if span.ends else [])]
    checks = [check_begun(day, today=bounds.today) for day in days]
    checks.append(
        PERIOD.outcome(
            passed=span.ends is None or span.starts < span.ends,
            required=f"> {span.starts.isoformat()}",
            found=_written(span.ends),
        )
    )
    if bounds.earliest is not None:
        checks.append(
            NOT_TOO_EARLY.outcome(
                passed=span.starts >= bounds.earliest,
                required=bounds.earliest.isoformat(),
                found=span.starts.isoformat(),
            )
        )
    if decree_on is not None:
        checks.append(
            DECREE_DATE.outcome(
                passed=bounds.born <= decree_on <= bounds.today,
                required=[bounds.born.isoformat(), bounds.today.isoformat()],
                found=decree_on.isoformat(),
            )
        )
    if bounds.left_on is not None:
        checks.append(_within_service(span, bounds.left_on, must_end=bounds.ends_with_service))
    return checks


def _within_service(span: Span, left_on: date, *, must_end: bool) -> Check:
    ends_in_time = not must_end or (span.ends is not None and span.ends <= left_on)
    return WITHIN_SERVICE.outcome(
        passed=span.starts < left_on and ends_in_time,
        required=f"< {left_on.isoformat()}",
        found=[span.starts.isoformat(), _written(span.ends)],
    )


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


@dataclass(frozen=True)
class Placed:
    """Where the new period goes: its own span, and which present one must end at its start."""

    span: Span
    ended: int | None


def place(present: Sequence[Span], new: Span) -> Placed:
    """Put `new` among `present` (in order, not overlapping).

    The entry that holds on the first day ends there; without an end of its own the new one lasts until
    the next entry starts. Raises PeriodTaken when one starts on the same day, or inside an end that
    was given.
    """
    following = next((span for span in present if span.starts >= new.starts), None)
    if following and (following.starts == new.starts or (new.ends and following.starts < new.ends)):
        raise PeriodTaken(following.starts)
    ended = next((at for at, span in enumerate(present) if span.covers(new.starts)), None)
    if ended is not None and new.ends:
        before = present[ended].ends
        if before is None or before > new.ends:
            raise PeriodTaken(present[ended].starts)
    ends = new.ends or (following.starts if following else None)
    return Placed(Span(new.starts, ends), ended)
