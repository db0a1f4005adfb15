"""Codes of the gateway's own answers as people call them."""

from typing import Final

from abdi.i18n import Text
from abdi.labels import Labels

LABELS: Final[Labels] = {
    "caller_kind": {
        "person": Text("Orang", "Person"),
        "service": Text("Layanan internal", "Internal service"),
        "agency_system": Text("Sistem instansi", "Agency's system"),
        "applicant": Text("Pelamar", "Applicant"),
    },
    "missing_reason": {
        "timeout": Text("Tidak menjawab pada waktunya", "Took too long"),
        "unavailable": Text("Tidak tersedia", "Not available"),
        "breaker_open": Text("Sedang dijeda karena gangguan", "Left alone after failures"),
        "overloaded": Text("Terlalu sibuk", "Too busy"),
        "invalid_answer": Text("Jawaban tidak dapat dibaca", "Answer cannot be read"),
        "not_permitted": Text("Di luar wewenang Anda", "Not permitted"),
        "not_found": Text("Tidak ditemukan", "Not found"),
    },
    "section_name": {
        "token": Text("Tanda masuk", "Token"),
        "employee": Text("Data pegawai", "Employee"),
        "roles": Text("Peran", "Roles"),
        "delegations": Text("Pelimpahan wewenang", "Delegations"),
        "plan": Text("SKP", "Plan"),
        "training_needs": Text("Kebutuhan pengembangan kompetensi", "Training needs"),
        "eligibility": Text("Kelayakan kenaikan pangkat", "Eligibility for promotion"),
        "performance": Text("Kinerja", "Performance"),
        "promotion": Text("Kenaikan pangkat", "Promotion"),
        "training": Text("Pengembangan kompetensi", "Training"),
        "recruitment": Text("Pengadaan", "Recruitment"),
        "unit": Text("Unit", "Unit"),
        "staffing": Text("Kepegawaian", "Staffing"),
    },
}
"""Code set, code, label."""
