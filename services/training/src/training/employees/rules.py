"""From when to when somebody served, and what of it lies outside."""

from datetime import date
from typing import Final

from pydantic import BaseModel, ConfigDict

from abdi.dates import in_words
from abdi.i18n import Text
from abdi.reasons import Reason

ENDED: Final = frozenset({"retired", "left", "deceased"})


class Service(BaseModel):
    """A person's time in service; `left_on` is the first day no longer in it.

    `employment_since` is the first day of the employment type, None where the registry did not say it.
    """

    model_config = ConfigDict(frozen=True)

    employment_type: str
    employment_since: date | None = None
    status: str = "active"
    appointed_on: date
    left_on: date | None = None

    @property
    def has_ended(self) -> bool:
        """Whether the person is no longer in service."""
        return self.status in ENDED


def within_service(started_on: date, completed_on: date, service: Service, *, article: str) -> Reason:
    """A course begins not before the appointment and ends not after the last day of service.

    Source: PP 11/2017 (PNS) and PP 49/2018 (PPPK), which develop the competence of people in service.
    """
    left = service.left_on
    has_begun = started_on >= service.appointed_on
    goes_on = left is None or completed_on < left
    appointed = in_words(service.appointed_on)
    message = Text("Kursus diikuti selama masa kerja.", "The course was taken in service.")
    remedy = None
    if not has_begun:
        message = Text(
            f"Kursus dimulai sebelum pengangkatan pada {appointed.id}.",
            f"The course began before the appointment on {appointed.en}.",
        )
    elif left is not None and not goes_on:
        last = in_words(left)
        message = Text(
            f"Kursus selesai setelah pegawai berhenti pada {last.id}.",
            f"The course ended after the employee left on {last.en}.",
        )
    if not (has_begun and goes_on):
        remedy = Text(
            "Periksa tanggal kursus; bila masa kerja keliru, koreksi di data kepegawaian.",
            "Check the days of the course; if the time in service is wrong, have the registry corrected.",
        )
    return Reason(
        rule="within_service",
        article=article,
        passed=has_begun and goes_on,
        required={
            "from": service.appointed_on.isoformat(),
            "before": None if left is None else left.isoformat(),
        },
        found={"started_on": started_on.isoformat(), "completed_on": completed_on.isoformat()},
        message=message,
        remedy=remedy,
    )
