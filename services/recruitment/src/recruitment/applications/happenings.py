"""What can happen to an application, in the words in which its timeline tells it."""

from enum import StrEnum
from typing import Final

from abdi.i18n import Text


class Happening(StrEnum):
    """What can happen to an application."""

    DRAWN_UP = "drawn_up"
    SUBMITTED = "submitted"
    CANCELLED = "cancelled"
    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    OBJECTED = "objected"
    OBJECTION_ANSWERED = "objection_answered"
    NUMBERED = "numbered"
    SEATED = "seated"
    SKD_RESULT = "skd_result"
    FINAL_RESULT = "final_result"
    RESIGNED = "resigned"
    DISQUALIFIED = "disqualified"
    APPOINTED = "appointed"
    SELECTION_CANCELLED = "selection_cancelled"


HAPPENINGS: Final = {
    Happening.DRAWN_UP: Text("Lamaran mulai diisi", "Application drawn up"),
    Happening.SUBMITTED: Text("Lamaran dikirim", "Application submitted"),
    Happening.CANCELLED: Text("Lamaran dibatalkan", "Application cancelled"),
    Happening.ELIGIBLE: Text("Memenuhi syarat (MS)", "Eligible (MS)"),
    Happening.NOT_ELIGIBLE: Text("Tidak memenuhi syarat (TMS)", "Not eligible (TMS)"),
    Happening.OBJECTED: Text("Sanggahan diajukan", "Objection lodged"),
    Happening.OBJECTION_ANSWERED: Text("Sanggahan dijawab", "Objection answered"),
    Happening.NUMBERED: Text("Nomor peserta diberikan", "Participant number given"),
    Happening.SEATED: Text("Jadwal tes ditetapkan", "Test scheduled"),
    Happening.SKD_RESULT: Text("Hasil SKD", "Result of SKD"),
    Happening.FINAL_RESULT: Text("Hasil akhir", "Final result"),
    Happening.RESIGNED: Text("Mengundurkan diri", "Resigned"),
    Happening.DISQUALIFIED: Text("Didiskualifikasi", "Disqualified"),
    Happening.APPOINTED: Text("Diangkat sebagai CPNS", "Appointed as CPNS"),
    Happening.SELECTION_CANCELLED: Text("Seleksi dibatalkan", "Selection cancelled"),
}
