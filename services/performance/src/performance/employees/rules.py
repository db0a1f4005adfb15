"""Who was in service when: a plan or an evaluation belongs to a year in which its person served."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from abdi.dates import in_words
from abdi.i18n import Text
from abdi.reasons import Reason

ENDED = frozenset({"retired", "left", "deceased"})
_ARTICLE = "PP 30/2019; PermenPANRB 6/2022"


class Service(BaseModel):
    """From when to when a person served; `left_on` is the first day no longer in service."""

    model_config = ConfigDict(frozen=True)

    appointed_on: date
    status: str = "active"
    left_on: date | None = None


def served_in(year: int, service: Service) -> Reason:
    """The person served on at least one day of `year`; one who left later is judged for it all the same.

    Source: PP 30/2019 and PermenPANRB 6/2022, which judge the work of a year.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    left = service.left_on
    message, remedy = _words(year, service)
    is_open = service.status not in ENDED
    return Reason(
        rule="served_in_year",
        article=_ARTICLE,
        passed=service.appointed_on <= last and (is_open or (left is not None and left > first)),
        required={"in_service_between": [first.isoformat(), last.isoformat()]},
        found={
            "appointed_on": service.appointed_on.isoformat(),
            "status": service.status,
            "left_on": None if left is None else left.isoformat(),
        },
        message=message,
        remedy=remedy,
    )


def serves_within(starts_on: date, ends_on: date, service: Service) -> Reason:
    """The person serves on at least one day from `starts_on` to `ends_on`, both included.

    Who has left can still write down a period before leaving, and none after it. Of somebody who left
    without a recorded day, `served_in` speaks. Source: PP 30/2019 and PermenPANRB 6/2022 (a plan is of work).
    """
    left = service.left_on if service.status in ENDED else None
    passed = service.appointed_on <= ends_on and (left is None or left > starts_on)
    return Reason(
        rule="serves_in_period",
        article=_ARTICLE,
        passed=passed,
        required={"in_service_between": [starts_on.isoformat(), ends_on.isoformat()]},
        found={
            "appointed_on": service.appointed_on.isoformat(),
            "status": service.status,
            "left_on": None if left is None else left.isoformat(),
        },
        message=Text(
            f"SKP dibuat untuk masa kerja: {in_words(starts_on).id} sampai {in_words(ends_on).id}.",
            f"A plan is for days in service: {in_words(starts_on).en} to {in_words(ends_on).en}.",
        ),
        remedy=None
        if passed
        else Text("Pilih periode ketika pegawai bekerja.", "Choose a period in which the person serves."),
    )


def _words(year: int, service: Service) -> tuple[Text, Text | None]:
    appointed = in_words(service.appointed_on)
    served = Text(f"Pegawai bekerja pada tahun {year}.", f"The employee served in {year}.")
    if service.appointed_on.year > year:
        return (
            Text(
                f"Pegawai baru diangkat pada {appointed.id}, setelah tahun {year}.",
                f"The employee was appointed on {appointed.en}, after {year}.",
            ),
            Text(
                f"Pilih tahun {service.appointed_on.year} atau sesudahnya; bila tanggal pengangkatan keliru, "
                "koreksi di data kepegawaian.",
                f"Choose {service.appointed_on.year} or later; if the day of appointment is wrong, have the "
                "registry corrected.",
            ),
        )
    if service.status not in ENDED:
        return served, None
    if service.left_on is not None and service.left_on <= date(year, 1, 1):
        left = in_words(service.left_on)
        return (
            Text(
                f"Pegawai sudah berhenti sejak {left.id}, sebelum tahun {year} dijalani.",
                f"The employee left on {left.en}, before serving in {year}.",
            ),
            Text("Pilih tahun ketika pegawai masih bekerja.", "Choose a year in which the person served."),
        )
    if service.left_on is None:
        return (
            Text(
                "Pegawai sudah berhenti dan tanggal berhentinya tidak tercatat.",
                "The employee has left and the day is not recorded.",
            ),
            Text(
                "Lengkapi tanggal berhenti di data kepegawaian.",
                "Have the day of leaving recorded in the registry.",
            ),
        )
    return served, None
