"""The legal clock of announcements, objections (masa sanggah) and answers; calendar days."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from abdi.dates import in_words
from abdi.i18n import Text
from recruitment.selections.rules.reasons import SelectionReason, source
from recruitment.selections.rules.standard import CpnsSelection

Stage = Literal["administrative", "final"]


@dataclass(frozen=True, slots=True)
class ObjectionDays:
    """First and last days of objections and of their answers, and the last day of the new announcement."""

    objection_from: date
    objection_until: date
    answers_until: date
    reannounce_by: date


def objection_days(announced_until: date, stage: Stage, standard: CpnsSelection) -> ObjectionDays:
    """The days that follow a result announced until `announced_until`; answers begin with the objections.

    Source: PermenPANRB 28/2021 art. 31; PermenPANRB 27/2021; schedule letters of BKN for the answers.
    """
    clock = standard.clock
    answers = clock.administrative_answer_days if stage == "administrative" else clock.final_answer_days
    last = announced_until + timedelta(days=clock.objection_days)
    return ObjectionDays(
        objection_from=announced_until + timedelta(days=1),
        objection_until=last,
        answers_until=announced_until + timedelta(days=answers),
        reannounce_by=last + timedelta(days=clock.reannounce_days),
    )


def check_objection(submitted_on: date, days: ObjectionDays, standard: CpnsSelection) -> SelectionReason:
    """Whether an objection came between the first and the last day, both counted."""
    first, last = in_words(days.objection_from), in_words(days.objection_until)
    return SelectionReason(
        **source("clock.objection", standard),
        passed=days.objection_from <= submitted_on <= days.objection_until,
        required={"from": days.objection_from.isoformat(), "until": days.objection_until.isoformat()},
        found=submitted_on.isoformat(),
        message=Text(
            f"Sanggahan diajukan pada {first.id} sampai {last.id}.",
            f"Objections are made from {first.en} to {last.en}.",
        ),
    )


def check_reannouncement(planned_on: date, days: ObjectionDays, standard: CpnsSelection) -> SelectionReason:
    """Whether the new announcement is in time; a warning, since national schedules have set later days."""
    last = in_words(days.reannounce_by)
    passed = planned_on <= days.reannounce_by
    return SelectionReason(
        **source("clock.reannouncement", standard),
        passed=passed,
        required={"by": days.reannounce_by.isoformat()},
        found=planned_on.isoformat(),
        message=Text(
            f"Pengumuman pascasanggah paling lambat {last.id}.",
            f"The announcement after objections is due by {last.en}.",
        ),
        remedy=None
        if passed
        else Text(
            "Umumkan lebih awal, atau rujuk jadwal nasional.", "Announce earlier, or name the schedule."
        ),
    )


def check_notice(first: date, last: date, standard: CpnsSelection) -> SelectionReason:
    """Whether the vacancy notice stands long enough, first and last day counted; a warning.

    Source: PP 11/2017; the article that says calendar days was not read.
    """
    days, required = (last - first).days + 1, standard.clock.notice_days
    passed = days >= required
    return SelectionReason(
        **source("clock.notice", standard, detail="notice"),
        passed=passed,
        required={"days": required},
        found={"days": days},
        message=Text(
            f"Pengumuman lowongan paling sedikit {required} hari kalender; direncanakan {days}.",
            f"A vacancy notice stands at least {required} calendar days; planned: {days}.",
        ),
        remedy=None if passed else Text("Perpanjang pengumuman.", "Extend the notice."),
    )
