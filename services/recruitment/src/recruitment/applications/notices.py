"""What applicants are told about their application; names stand in no subject."""

from datetime import date

from abdi.dates import in_words
from abdi.i18n import Text
from abdi.notify import Notice
from recruitment.applications.models import Application
from recruitment.applications.queries import Place


def submitted_notice(application: Application, place: Place, *, until: date) -> Notice:
    """That it was handed in, and until when it can be taken back."""
    day = in_words(until)
    return Notice(
        recipient_id=application.applicant_id,
        agency=application.agency,
        kind="application.submitted",
        subject=Text("Lamaran diterima", "Application received"),
        body=Text(
            "Lamaran Anda untuk {post} pada {selection} sudah kami terima. Sampai {day} lamaran masih dapat "
            "dibatalkan. Perkembangannya dapat dilihat pada linimasa lamaran.",
            "We have received your application for {post} in {selection}. Until {day_en} it can be "
            "cancelled. What becomes of it stands on the timeline of the application.",
        ),
        params=_names(place) | {"day": day.id, "day_en": day.en},
    )


def cancelled_notice(application: Application, place: Place) -> Notice:
    """That it was cancelled."""
    return Notice(
        recipient_id=application.applicant_id,
        agency=application.agency,
        kind="application.cancelled",
        subject=Text("Lamaran dibatalkan", "Application cancelled"),
        body=Text(
            "Lamaran Anda untuk {post} pada {selection} dibatalkan atas permintaan Anda.",
            "Your application for {post} in {selection} was cancelled at your request.",
        ),
        params=_names(place),
    )


def _names(place: Place) -> dict[str, object]:
    return {"post": place.formation.position_name, "selection": place.selection.name}
