"""Codes of the administrative selection and of objections, as people call them."""

from typing import Final

from abdi.i18n import Text
from abdi.labels import Labels
from recruitment.verifications.judging import REASON_NAMES

NAMES: Final[Labels] = {
    "case_state": {
        "open": Text("Terbuka", "Open"),
        "differing": Text("Penilaian berbeda", "Verdicts differ"),
        "decided": Text("Diputuskan", "Decided"),
    },
    "case_outcome": {
        "eligible": Text("Memenuhi syarat (MS)", "Eligible (MS)"),
        "not_eligible": Text("Tidak memenuhi syarat (TMS)", "Not eligible (TMS)"),
    },
    "case_proposal": {
        "eligible": Text("Terbukti memenuhi syarat", "Proven eligible"),
        "not_eligible": Text("Data tidak memenuhi syarat", "Data do not meet the requirements"),
        "unclear": Text("Perlu dilihat", "To be looked at"),
    },
    "check_standing": {
        "met": Text("Terpenuhi", "Met"),
        "not_met": Text("Tidak terpenuhi", "Not met"),
        "unproven": Text("Belum terbukti", "Unproven"),
    },
    "verdict_reason": {code.value: name for code, name in REASON_NAMES.items()},
    "verification_step": {
        "claim": Text("Ambil", "Take"),
        "verdict": Text("Nilai", "Judge"),
        "reopening": Text("Buka kembali", "Open again"),
    },
    "verification_step_kind": {
        "pre_check": Text("Pemeriksaan awal", "Pre-check"),
        "acceptance": Text("Penerimaan massal", "Acceptance in bulk"),
        "announcement": Text("Pengumuman hasil administrasi", "Announcement of the administrative result"),
        "reannouncement": Text("Pengumuman pascasanggah", "Announcement after objections"),
    },
    "verification_step_state": {
        "queued": Text("Menunggu", "Queued"),
        "running": Text("Sedang berjalan", "Under way"),
        "finished": Text("Selesai", "Finished"),
        "refused": Text("Ditolak", "Refused"),
        "cancelled": Text("Dibatalkan", "Cancelled"),
        "failed": Text("Gagal", "Failed"),
    },
    "verification_step_stage": {
        "checking": Text("Memeriksa data pelamar", "Checking the applicants' data"),
        "accepting": Text("Menerima berkas yang terbukti", "Accepting proven cases"),
        "announcing": Text("Menetapkan hasil", "Fixing the result"),
        "telling": Text("Memberi tahu pelamar", "Telling the applicants"),
    },
    "conflict_relation": {
        "kinship": Text("Keluarga", "Family"),
        "marriage": Text("Perkawinan", "Marriage"),
        "work": Text("Hubungan kerja", "Work"),
        "business": Text("Usaha", "Business"),
        "rivalry": Text("Persaingan atau perselisihan", "Rivalry or dispute"),
        "other": Text("Lain-lain", "Other"),
    },
    "objection_stage": {
        "administrative": Text("Hasil seleksi administrasi", "Administrative result"),
        "final": Text("Hasil akhir", "Final result"),
    },
    "objection_state": {
        "lodged": Text("Diajukan", "Lodged"),
        "accepted": Text("Diterima", "Accepted"),
        "rejected": Text("Ditolak", "Rejected"),
    },
    "objection_outcome": {
        "accepted": Text("Diterima", "Accepted"),
        "rejected": Text("Ditolak", "Rejected"),
    },
    "objection_ground": {
        "committee_mistake": Text("Kekeliruan panitia", "Mistake of the committee"),
        "system_fault": Text("Gangguan sistem", "Fault of the system"),
        "wrong_data": Text("Data yang dinilai keliru", "Wrong data were judged"),
        "own_mistake": Text("Kekeliruan sendiri", "Mistake of one's own"),
    },
    "objection_fault": {
        "committee": Text("Panitia", "Committee"),
        "system": Text("Sistem", "System"),
        "applicant": Text("Pelamar", "Applicant"),
        "nobody": Text("Tidak ada kekeliruan", "Nobody's"),
    },
}
"""Code set, code, label."""
