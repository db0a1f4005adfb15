"""When an objection is possible, on which grounds, and what an answer must keep; pure."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from abdi.dates import in_words
from abdi.i18n import Text
from recruitment.selections.rules.clock import ObjectionDays, objection_days
from recruitment.selections.rules.reasons import SelectionReason, source
from recruitment.selections.rules.stages import StageCode, StageDays
from recruitment.selections.rules.standard import CpnsSelection


class ObjectionStage(StrEnum):
    """The result that is objected to."""

    ADMINISTRATIVE = "administrative"
    FINAL = "final"


class ObjectionState(StrEnum):
    """Where an objection stands."""

    LODGED = "lodged"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class ObjectionGround(StrEnum):
    """On what an objection rests."""

    COMMITTEE_MISTAKE = "committee_mistake"
    SYSTEM_FAULT = "system_fault"
    WRONG_DATA = "wrong_data"
    OWN_MISTAKE = "own_mistake"


class ObjectionFault(StrEnum):
    """Whose mistake it was, as the answer finds."""

    COMMITTEE = "committee"
    SYSTEM = "system"
    APPLICANT = "applicant"
    NOBODY = "nobody"


_STAGES: Final = {
    ObjectionStage.ADMINISTRATIVE: (
        StageCode.ADMINISTRATIVE_RESULT,
        StageCode.ADMINISTRATIVE_OBJECTION,
        StageCode.ADMINISTRATIVE_ANSWERS,
    ),
    ObjectionStage.FINAL: (
        StageCode.FINAL_RESULT,
        StageCode.FINAL_OBJECTION,
        StageCode.FINAL_ANSWERS,
    ),
}
_CURABLE: Final = frozenset({ObjectionFault.COMMITTEE, ObjectionFault.SYSTEM})


def days_of(
    schedule: Mapping[StageCode, StageDays],
    stage: ObjectionStage,
    announced_on: date,
    *,
    standard: CpnsSelection,
) -> ObjectionDays:
    """The days of objections and answers: as scheduled, else as the rule set counts from the announcement.

    In: `announced_on`, the agency's day of the announcement. Source: `clock.objection_days`.
    """
    result, objection, answers = (schedule.get(code) for code in _STAGES[stage])
    counted = objection_days(result.ends_on if result else announced_on, stage.value, standard)
    until = objection.ends_on if objection else counted.objection_until
    return ObjectionDays(
        objection_from=objection.starts_on if objection else counted.objection_from,
        objection_until=until,
        answers_until=answers.ends_on if answers else counted.answers_until,
        reannounce_by=until + timedelta(days=standard.clock.reannounce_days),
    )


def check_ground(ground: ObjectionGround, standard: CpnsSelection) -> SelectionReason:
    """Whether the ground can be accepted: a mistake of one's own cannot be repaired by objecting.

    Source: PermenPANRB 28/2021 art. 31(4).
    """
    passed = ground is not ObjectionGround.OWN_MISTAKE
    return SelectionReason(
        **source("clock.ground", standard),
        passed=passed,
        required=sorted(one.value for one in ObjectionGround if one is not ObjectionGround.OWN_MISTAKE),
        found=ground.value,
        message=Text(
            "Sanggah diterima bila kekeliruan bukan berasal dari pelamar; dokumen baru tidak dapat diajukan.",
            "An objection is accepted where the mistake is not the applicant's; no document is added.",
        ),
        remedy=None
        if passed
        else Text(
            "Kesalahan unggah sendiri tidak dapat diperbaiki melalui sanggah.",
            "A wrong upload of one's own cannot be repaired by an objection.",
        ),
    )


def check_answer_day(today: date, days: ObjectionDays, standard: CpnsSelection) -> SelectionReason:
    """Whether answers are given today: from the first day of objections to the last one of answers."""
    first, last = in_words(days.objection_from), in_words(days.answers_until)
    passed = days.objection_from <= today <= days.answers_until
    return SelectionReason(
        **source("clock.answers", standard),
        passed=passed,
        required={"from": days.objection_from.isoformat(), "until": days.answers_until.isoformat()},
        found=today.isoformat(),
        message=Text(
            f"Sanggah dijawab pada {first.id} sampai {last.id}.",
            f"Objections are answered from {first.en} to {last.en}.",
        ),
        remedy=None if passed else Text("Ubah jadwal lebih dahulu.", "Change the schedule first."),
    )


def check_objections_over(today: date, days: ObjectionDays, standard: CpnsSelection) -> SelectionReason:
    """Whether no objection can come any more, so that a result can be announced again."""
    last = in_words(days.objection_until)
    passed = today > days.objection_until
    return SelectionReason(
        **source("clock.objections_over", standard),
        passed=passed,
        required={"after": days.objection_until.isoformat()},
        found=today.isoformat(),
        message=Text(
            f"Pengumuman pascasanggah dilakukan setelah masa sanggah berakhir pada {last.id}.",
            f"The result is announced again after the objections end on {last.en}.",
        ),
        turns_on=None if passed else days.objection_until + timedelta(days=1),
    )


def check_fault(fault: ObjectionFault, standard: CpnsSelection) -> SelectionReason:
    """Whether an objection may be accepted, by whose mistake it was. Source: as `check_ground`."""
    return SelectionReason(
        **source("clock.fault", standard),
        passed=fault in _CURABLE,
        required=sorted(one.value for one in _CURABLE),
        found=fault.value,
        message=Text(
            "Sanggah hanya diterima bila kekeliruan ada pada panitia atau sistem.",
            "An objection is accepted only where the committee or the system made the mistake.",
        ),
        remedy=None
        if fault in _CURABLE
        else Text("Tolak sanggah dengan alasan.", "Reject the objection with reasons."),
    )


def answered_by_others(standard: CpnsSelection) -> SelectionReason:
    """That somebody answers who did not verify the case; always as not kept."""
    return SelectionReason(
        **source("clock.other_answerer", standard),
        passed=False,
        required="not_verifier",
        found="verifier",
        message=Text(
            "Sanggah dijawab oleh orang yang tidak memverifikasi berkas itu.",
            "An objection is answered by somebody who did not verify the case.",
        ),
        remedy=Text("Serahkan kepada anggota panitia lain.", "Leave it to another member of the committee."),
    )
