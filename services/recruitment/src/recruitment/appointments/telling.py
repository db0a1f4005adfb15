"""What appointees are told."""

from uuid import UUID

from abdi.i18n import Text
from abdi.notify import Notice

_FILE = Text(
    "Anda dinyatakan lulus. Isi Daftar Riwayat Hidup (DRH) dalam jangka waktu pengisian.",
    "You have passed. File your particulars (DRH) within the days of filing.",
)


def invited(applicant_id: UUID, agency: str) -> Notice:
    """Somebody has a seat."""
    subject = Text("Pengisian DRH", "Filing of your particulars")
    return Notice(
        recipient_id=applicant_id, agency=agency, kind="appointment.invited", subject=subject, body=_FILE
    )


def moved_up(applicant_id: UUID, agency: str) -> Notice:
    """Somebody has the seat of a person who stepped back."""
    return Notice(
        recipient_id=applicant_id,
        agency=agency,
        kind="appointment.next_in_rank",
        subject=Text("Anda menggantikan peserta yang mundur", "You take the place of one who stepped back"),
        body=_FILE,
    )


def ended(applicant_id: UUID, agency: str) -> Notice:
    """An appointment ended before there was a NIP."""
    return Notice(
        recipient_id=applicant_id,
        agency=agency,
        kind="appointment.ended",
        subject=Text("Pengangkatan tidak dilanjutkan", "Your appointment does not go on"),
        body=Text(
            "Anda tercatat mengundurkan diri, atau DRH tidak diisi sampai batas waktu.",
            "You are on record as having stepped back, or as not having filed in time.",
        ),
    )
