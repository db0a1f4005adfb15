"""The timeline of an application: from what is known of it to what one reads; pure.

Applicants and staff read the same words. Nothing of what verifiers wrote for each other comes in here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from abdi.i18n import Text
from recruitment.applications.happenings import Happening
from recruitment.applications.rules import SELECTION_CANCELLED, ApplicationState
from recruitment.selections.rules.stages import CHAIN, StageCode, StageDays

S = StageCode


class Standing(StrEnum):
    """Where a stage lies on the day on which somebody looks."""

    OVER = "over"
    UNDER_WAY = "under_way"
    AHEAD = "ahead"


_SUBMIT: Final = Text("Kirim lamaran sebelum pendaftaran berakhir.", "Submit before registration ends.")
_WAIT: Final = Text("Tunggu tahapan ini.", "Wait for this stage.")
_TAKE_PART: Final = Text("Ikuti tahapan ini.", "Take part in this stage.")
_OBJECT: Final = Text("Sanggahan dapat diajukan, satu kali.", "You may object, once.")
_FILE: Final = Text("Lengkapi dokumen pengangkatan (DRH).", "File the documents of the appointment (DRH).")
_WORDS: Final = {S.SKD: _TAKE_PART, S.SKB: _TAKE_PART, S.FILING: _FILE}
_END_HAPPENINGS: Final = {
    ApplicationState.RESIGNED: Happening.RESIGNED,
    ApplicationState.DISQUALIFIED: Happening.DISQUALIFIED,
    ApplicationState.APPOINTED: Happening.APPOINTED,
}
_ENDED: Final = frozenset({ApplicationState.CANCELLED, *_END_HAPPENINGS})


@dataclass(frozen=True, slots=True)
class Published:
    """What a published ranking says of the application; `goes_on` on to the next stage, or to a seat."""

    stage: str
    number: int
    published_at: datetime
    code: str
    meaning: Text | None
    goes_on: bool
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Objected:
    """An objection of the applicant to the result of `stage`: administrative or final."""

    stage: str
    lodged_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Seated:
    """Where and when the applicant sits a test."""

    test: str
    starts_at: datetime
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """All that a timeline is made of; `announced` has the moments of the administrative results by number.

    `since_on` is the day of `state_since` where the agency is.
    """

    state: ApplicationState
    state_since: datetime
    since_on: date
    created_at: datetime
    submitted_at: datetime | None
    reasons: Sequence[Any]
    participant_number: str | None
    stages: Mapping[StageCode, StageDays]
    announced: Mapping[int, datetime] = field(default_factory=dict)
    objections: Sequence[Objected] = ()
    seats: Sequence[Seated] = ()
    published: Sequence[Published] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a stage; `at` is None where only the stage is known."""

    code: Happening
    stage: StageCode
    at: datetime | None
    result: str | None = None
    meaning: Text | None = None
    reasons: Sequence[Any] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next, and on which days."""

    stage: StageDays
    words: Text


def standing_of(stage: StageDays, today: date) -> Standing:
    """Where the stage lies on `today`."""
    if today > stage.ends_on:
        return Standing.OVER
    return Standing.AHEAD if today < stage.starts_on else Standing.UNDER_WAY


def events_of(known: Known) -> list[Event]:
    """What happened, in the order of the stages, within one in that of `Happening`, then of time.

    Not of time alone: the moment in which a row was made is by the database's clock, the others by ours.
    """
    found = [*_own_steps(known), *_results(known), *_objections(known), *_tests(known), *_rankings(known)]
    ended = _END_HAPPENINGS.get(known.state)
    if ended is not None:
        found.append(Event(ended, S.FILING, known.state_since))
    latest = datetime.max.replace(tzinfo=known.created_at.tzinfo)
    order = [*Happening]
    return sorted(found, key=lambda one: (CHAIN.index(one.stage), order.index(one.code), one.at or latest))


def next_of(known: Known, today: date) -> Next | None:
    """What comes next; None when nothing does."""
    if known.state in _ENDED:
        return None
    if known.state is ApplicationState.DRAFT:
        return _first(known, today, [S.REGISTRATION], words=_SUBMIT)
    if known.state is ApplicationState.SUBMITTED:
        return _first(known, today, [S.ADMINISTRATIVE_RESULT]) or _late(known, S.ADMINISTRATIVE_RESULT)
    if known.state is ApplicationState.NOT_ELIGIBLE:
        return _after_refusal(known, today, "administrative")
    return _after_tests(known, today)


def objection_of(known: Known, today: date) -> StageDays | None:
    """The days in which an objection is possible, now or soon; None when it is not, or was made."""
    final = _last(known, "final")
    if known.state is ApplicationState.NOT_ELIGIBLE:
        name = "administrative"
    elif final is not None and known.state is ApplicationState.ELIGIBLE:
        name = "final"
    else:
        return None
    days = known.stages.get(StageCode(f"{name}_objection"))
    if days is None or today > days.ends_on or _has_objected(known, name):
        return None
    return days


def _own_steps(known: Known) -> list[Event]:
    steps = [Event(Happening.DRAWN_UP, S.REGISTRATION, known.created_at)]
    if known.submitted_at is not None:
        steps.append(Event(Happening.SUBMITTED, S.REGISTRATION, known.submitted_at))
    if known.state is ApplicationState.CANCELLED:
        steps.append(_cancelled(known))
    return steps


def _cancelled(known: Known) -> Event:
    """By its applicant, or with the whole selection: then in the stage that had begun last."""
    why = [reason for reason in known.reasons if reason["rule"] == SELECTION_CANCELLED]
    if not why:
        return Event(Happening.CANCELLED, S.REGISTRATION, known.state_since)
    begun = [code for code, days in known.stages.items() if days.starts_on <= known.since_on]
    stage = max(begun, key=CHAIN.index, default=S.REGISTRATION)
    return Event(Happening.SELECTION_CANCELLED, stage, known.state_since, reasons=why)


def _results(known: Known) -> list[Event]:
    """The administrative result, and the one after objections where there was something to object to."""
    if known.submitted_at is None or known.state in {ApplicationState.SUBMITTED, ApplicationState.CANCELLED}:
        return []
    is_refused = known.state is ApplicationState.NOT_ELIGIBLE
    has_objected = _has_objected(known, "administrative")
    now = Happening.NOT_ELIGIBLE if is_refused else Happening.ELIGIBLE
    first = Happening.NOT_ELIGIBLE if has_objected else now
    reasons = known.reasons if is_refused else ()
    told = [Event(first, S.ADMINISTRATIVE_RESULT, known.announced.get(1), reasons=reasons)]
    if has_objected and 2 in known.announced:  # noqa: PLR2004 - the second announcement
        at = known.announced[2]
        told.append(Event(now, S.ADMINISTRATIVE_REANNOUNCEMENT, at, reasons=reasons))
    return told


def _objections(known: Known) -> list[Event]:
    told = []
    for one in known.objections:
        told.append(Event(Happening.OBJECTED, StageCode(f"{one.stage}_objection"), one.lodged_at))
        if one.answered_at is not None:
            stage = StageCode(f"{one.stage}_answers")
            told.append(Event(Happening.OBJECTION_ANSWERED, stage, one.answered_at))
    return told


def _tests(known: Known) -> list[Event]:
    told = [
        Event(Happening.SEATED, S.SKD if one.test == "skd" else S.SKB, one.starts_at, facts=one.facts)
        for one in known.seats
    ]
    if known.participant_number is not None:
        number = {"participant_number": known.participant_number}
        told.append(Event(Happening.NUMBERED, S.SKD, None, facts=number))
    return told


def _rankings(known: Known) -> list[Event]:
    told = []
    for one in known.published:
        is_first = one.number == min(each.number for each in known.published if each.stage == one.stage)
        again = S.SKD_RESULT if one.stage == "skd" else S.FINAL_REANNOUNCEMENT
        first = S.SKD_RESULT if one.stage == "skd" else S.FINAL_RESULT
        code = Happening.SKD_RESULT if one.stage == "skd" else Happening.FINAL_RESULT
        stage = first if is_first else again
        told.append(
            Event(code, stage, one.published_at, result=one.code, meaning=one.meaning, facts=one.facts)
        )
    return told


def _after_tests(known: Known, today: date) -> Next | None:
    skd, final = _last(known, "skd"), _last(known, "final")
    if final is not None:
        if final.goes_on:
            return _first(known, today, [S.FILING, S.NIP_PROPOSAL])
        return _after_refusal(known, today, "final")
    if skd is not None and not skd.goes_on:
        return None
    ahead = [S.SKB, S.FINAL_RESULT] if skd is not None else [S.SKD, S.SKD_RESULT]
    return _first(known, today, ahead) or _late(known, ahead[-1])


def _after_refusal(known: Known, today: date, name: str) -> Next | None:
    if not _has_objected(known, name):
        return _first(known, today, [StageCode(f"{name}_objection")], words=_OBJECT)
    answered = (S.ADMINISTRATIVE_REANNOUNCEMENT, S.FINAL_REANNOUNCEMENT)
    return _first(known, today, [answered[name == "final"]])


def _first(
    known: Known, today: date, codes: Sequence[StageCode], *, words: Text | None = None
) -> Next | None:
    for code in codes:
        days = known.stages.get(code)
        if days is not None and today <= days.ends_on:
            return Next(days, words or _WORDS.get(code, _WAIT))
    return None


def _late(known: Known, code: StageCode) -> Next | None:
    """A result that should be there and is not: it is still what comes next."""
    days = known.stages.get(code)
    return None if days is None else Next(days, _WAIT)


def _last(known: Known, stage: str) -> Published | None:
    of_stage = [one for one in known.published if one.stage == stage]
    return max(of_stage, key=lambda one: one.number, default=None)


def _has_objected(known: Known, stage: str) -> bool:
    return any(one.stage == stage for one in known.objections)
