"""Whether the schedule of a selection keeps the order of the stages and the legal clock."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final, Literal

from pydantic import JsonValue

from abdi.dates import in_words
from abdi.i18n import Text
from recruitment.selections.rules.clock import (
    ObjectionDays,
    check_notice,
    check_reannouncement,
    objection_days,
)
from recruitment.selections.rules.reasons import SelectionReason, source
from recruitment.selections.rules.stages import CHAIN, STAGE_NAMES, StageCode, StageDays
from recruitment.selections.rules.standard import CpnsSelection

Schedule = Mapping[StageCode, StageDays]
Round = Literal["administrative", "final"]

ROUNDS: Final[tuple[Round, ...]] = ("administrative", "final")
BEGINS_AFTER: Final = {
    StageCode.ADMINISTRATIVE_RESULT: StageCode.REGISTRATION,
    StageCode.ADMINISTRATIVE_REANNOUNCEMENT: StageCode.ADMINISTRATIVE_OBJECTION,
    StageCode.SKD: StageCode.ADMINISTRATIVE_REANNOUNCEMENT,
    StageCode.SKD_RESULT: StageCode.SKD,
    StageCode.SKB: StageCode.SKD_RESULT,
    StageCode.FINAL_RESULT: StageCode.SKB,
    StageCode.FINAL_REANNOUNCEMENT: StageCode.FINAL_OBJECTION,
    StageCode.FILING: StageCode.FINAL_REANNOUNCEMENT,
}
"""A stage that rests on the outcome of another one begins when that is over."""
SHOULD_NOT_OVERLAP: Final = {
    StageCode.ADMINISTRATIVE_RESULT: StageCode.ADMINISTRATIVE,
    StageCode.NIP_PROPOSAL: StageCode.FILING,
}
"""National schedules have let these overlap."""


def by_code(stages: Sequence[StageDays]) -> dict[StageCode, StageDays]:
    """The days of each stage by its code."""
    return {stage.code: stage for stage in stages}


def check_schedule(schedule: Schedule, standard: CpnsSelection) -> list[SelectionReason]:
    """What a schedule must keep.

    Out: `clock.stages` (none is skipped), and for the stages that are there `clock.order`, `clock.overlap`,
    `clock.objection` and `clock.answers`.
    Source: PermenPANRB 28/2021 art. 31; the national schedule letters of BKN for the order.
    """
    reasons = [_complete(schedule, standard)]
    planned = [schedule[code] for code in CHAIN if code in schedule]
    for earlier, later in pairwise(planned):
        reasons.append(_in_order(earlier, later, standard))
    for later_code, earlier_code in BEGINS_AFTER.items():
        if later_code in schedule and earlier_code in schedule:
            reasons.append(_apart(schedule[earlier_code], schedule[later_code], standard))
    for name in ROUNDS:
        reasons += _check_round(schedule, name, standard)
    return reasons


def warn_about_schedule(schedule: Schedule, standard: CpnsSelection, *, today: date) -> list[SelectionReason]:
    """What to look at again, although law or practice allows it; `today` where the agency is.

    Out: `clock.notice` (a notice counts from today at the earliest), `clock.reannouncement`,
    `clock.answer_days`, `clock.objection_days` and `clock.overlap`.
    """
    reasons = []
    if (notice := schedule.get(StageCode.NOTICE)) is not None:
        reasons.append(check_notice(max(notice.starts_on, today), notice.ends_on, standard))
    for later_code, earlier_code in SHOULD_NOT_OVERLAP.items():
        if later_code in schedule and earlier_code in schedule:
            reasons.append(_apart(schedule[earlier_code], schedule[later_code], standard))
    for name in ROUNDS:
        reasons += _warn_about_round(schedule, name, standard)
    return reasons


def check_still_ahead(schedule: Schedule, standard: CpnsSelection, *, today: date) -> list[SelectionReason]:
    """Whether people can still register when it is announced `today`."""
    registration = schedule.get(StageCode.REGISTRATION)
    if registration is None:
        return []
    return [
        _reason(
            "clock.ahead",
            standard,
            passed=registration.ends_on >= today,
            required={"not_before": today.isoformat()},
            found=registration.ends_on.isoformat(),
            message=Text(
                "Pendaftaran belum berakhir saat seleksi diumumkan.",
                "Registration is not over when the selection is announced.",
            ),
        )
    ]


def check_past_kept(
    before: Schedule, after: Schedule, standard: CpnsSelection, *, today: date
) -> list[SelectionReason]:
    """Whether a new schedule leaves alone what is over: ended stages, and the first day of begun ones."""
    changed = sorted(
        stage.code
        for stage in before.values()
        if (stage.ends_on < today and after.get(stage.code) != stage)
        or (stage.starts_on < today and _start(after.get(stage.code)) != stage.starts_on)
        or (stage.ends_on >= today and (_end(after.get(stage.code)) or today) < today)
    )
    return [
        _reason(
            "clock.past",
            standard,
            passed=not changed,
            required={"today": today.isoformat()},
            found=list(changed),
            message=Text(
                "Tahapan yang sudah lewat tidak berubah.", "What is over in a schedule is not changed."
            ),
        )
    ]


def _start(stage: StageDays | None) -> date | None:
    return stage.starts_on if stage else None


def _end(stage: StageDays | None) -> date | None:
    return stage.ends_on if stage else None


def _complete(schedule: Schedule, standard: CpnsSelection) -> SelectionReason:
    missing = [code.value for code in CHAIN if code not in schedule]
    return _reason(
        "clock.stages",
        standard,
        passed=not missing,
        required=[code.value for code in CHAIN],
        found={"missing": list(missing)},
        message=Text("Tidak ada tahapan yang dilewati.", "No stage is skipped."),
    )


def _in_order(earlier: StageDays, later: StageDays, standard: CpnsSelection) -> SelectionReason:
    first, second = STAGE_NAMES[earlier.code], STAGE_NAMES[later.code]
    return _reason(
        "clock.order",
        standard,
        passed=later.starts_on >= earlier.starts_on,
        required={"stage": later.code, "not_before": earlier.starts_on.isoformat()},
        found=later.starts_on.isoformat(),
        message=Text(
            f"{second.id} tidak mulai sebelum {first.id}.", f"{second.en} does not begin before {first.en}."
        ),
    )


def _apart(earlier: StageDays, later: StageDays, standard: CpnsSelection) -> SelectionReason:
    first, second = STAGE_NAMES[earlier.code], STAGE_NAMES[later.code]
    last = in_words(earlier.ends_on)
    return _reason(
        "clock.overlap",
        standard,
        passed=later.starts_on > earlier.ends_on,
        required={"stage": later.code, "after": earlier.ends_on.isoformat()},
        found=later.starts_on.isoformat(),
        message=Text(
            f"{second.id} mulai setelah {first.id} berakhir ({last.id}).",
            f"{second.en} begins when {first.en} is over ({last.en}).",
        ),
    )


def _round(schedule: Schedule, name: Round) -> tuple[StageDays | None, ...]:
    parts = ("result", "objection", "answers", "reannouncement")
    return tuple(schedule.get(StageCode(f"{name}_{part}")) for part in parts)


def _check_round(schedule: Schedule, name: Round, standard: CpnsSelection) -> list[SelectionReason]:
    result, objection, answers, _ = _round(schedule, name)
    if result is None or objection is None:
        return []
    reasons = [_objection(objection, objection_days(result.ends_on, name, standard), standard)]
    if answers is not None:
        reasons.append(
            _reason(
                "clock.answers",
                standard,
                passed=answers.starts_on == objection.starts_on and answers.ends_on >= objection.ends_on,
                required={"from": objection.starts_on.isoformat(), "to": objection.ends_on.isoformat()},
                found=_days(answers),
                message=Text(
                    "Jawab sanggah mulai bersama masa sanggah dan tidak berakhir lebih dahulu.",
                    "Answers begin with the objections and do not end before them.",
                ),
            )
        )
    return reasons


def _objection(stage: StageDays, days: ObjectionDays, standard: CpnsSelection) -> SelectionReason:
    first, last, name = in_words(days.objection_from), in_words(days.objection_until), STAGE_NAMES[stage.code]
    return _reason(
        "clock.objection",
        standard,
        passed=stage.starts_on == days.objection_from and stage.ends_on <= days.objection_until,
        required={
            "stage": stage.code,
            "from": days.objection_from.isoformat(),
            "until": days.objection_until.isoformat(),
        },
        found=_days(stage),
        message=Text(
            f"{name.id}: {first.id} sampai paling lambat {last.id}.",
            f"{name.en}: {first.en} to {last.en} at the latest.",
        ),
    )


def _warn_about_round(schedule: Schedule, name: Round, standard: CpnsSelection) -> list[SelectionReason]:
    result, objection, answers, reannouncement = _round(schedule, name)
    if result is None or objection is None:
        return []
    days = objection_days(result.ends_on, name, standard)
    reasons = [
        _reason(
            "clock.objection_days",
            standard,
            passed=objection.ends_on >= days.objection_until,
            required={"until": days.objection_until.isoformat()},
            found=_days(objection),
            message=Text(
                f"Masa sanggah {standard.clock.objection_days} hari kalender.",
                f"Objections are open for {standard.clock.objection_days} calendar days.",
            ),
        )
    ]
    if answers is not None:
        reasons.append(
            _reason(
                "clock.answer_days",
                standard,
                passed=answers.ends_on <= days.answers_until,
                required={"until": days.answers_until.isoformat()},
                found=_days(answers),
                message=Text(
                    f"Sanggahan dijawab paling lambat {in_words(days.answers_until).id}.",
                    f"Objections are answered by {in_words(days.answers_until).en}.",
                ),
            )
        )
    if reannouncement is not None:
        reasons.append(check_reannouncement(reannouncement.ends_on, days, standard))
    return reasons


def _days(stage: StageDays) -> dict[str, JsonValue]:
    return {"from": stage.starts_on.isoformat(), "until": stage.ends_on.isoformat()}


def _reason(
    rule: str,
    standard: CpnsSelection,
    *,
    passed: bool,
    required: JsonValue,
    found: JsonValue,
    message: Text,
) -> SelectionReason:
    return SelectionReason(
        **source(rule, standard),
        passed=passed,
        required=required,
        found=found,
        message=message,
        remedy=None if passed else Text("Ubah jadwalnya.", "Change the schedule."),
    )
