"""Codes of candidates as people call them."""

from typing import Final

from abdi.i18n import Text
from abdi.labels import Labels
from recruitment.applications.happenings import HAPPENINGS
from recruitment.applications.rules import DECLARATION_NAMES
from recruitment.selections.names import SKB_TEST_NAMES
from recruitment.selections.rules.stages import STAGE_NAMES
from recruitment.verifications.names import NAMES as VERIFICATION_NAMES

LABELS: Final[Labels] = {
    **VERIFICATION_NAMES,
    "candidate_state": {
        "appointed": Text("Diangkat", "Appointed"),
        "refused": Text("Ditolak", "Refused"),
        "registered": Text("Terdaftar", "Registered"),
        "withdrawn": Text("Dibatalkan", "Withdrawn"),
    },
    "employment_type": {
        "CPNS": Text("CPNS (Calon Pegawai Negeri Sipil)", "CPNS (civil servant on probation)"),
        "PPPK": Text("PPPK (Pegawai Pemerintah dengan Perjanjian Kerja)", "PPPK (employee under contract)"),
    },
    "sex": {
        "male": Text("Laki-laki", "Male"),
        "female": Text("Perempuan", "Female"),
    },
    "education_level": {
        "SD": Text("Sekolah Dasar (SD)", "Primary school (SD)"),
        "SMP": Text("Sekolah Menengah Pertama (SMP)", "Junior secondary school (SMP)"),
        "SMP_KEJURUAN": Text("SMP Kejuruan", "Junior vocational school"),
        "SMA": Text("Sekolah Menengah Atas (SMA)", "Senior secondary school (SMA)"),
        "D1": Text("Diploma I", "One-year diploma (D1)"),
        "D2": Text("Diploma II", "Two-year diploma (D2)"),
        "SGPLB": Text("Sekolah Guru Pendidikan Luar Biasa (SGPLB)", "Special needs teachers (SGPLB)"),
        "D3": Text("Diploma III", "Three-year diploma (D3)"),
        "D4": Text("Diploma IV", "Four-year diploma (D4)"),
        "S1": Text("Sarjana (S1)", "Bachelor (S1)"),
        "PROFESI": Text("Pendidikan profesi", "Professional degree"),
        "S2": Text("Magister (S2)", "Master (S2)"),
        "S3": Text("Doktor (S3)", "Doctor (S3)"),
    },
    "formation_state": {
        "draft": Text("Rancangan", "Draft"),
        "proposed": Text("Diusulkan", "Proposed"),
        "returned": Text("Dikembalikan", "Returned"),
        "approved": Text("Disetujui", "Approved"),
        "withdrawn": Text("Ditarik", "Withdrawn"),
    },
    "shortage_grouping": {
        "position": Text("Jabatan", "Post"),
        "unit": Text("Unit kerja", "Unit"),
        "field": Text("Bidang", "Field"),
    },
    "shortage_count": {
        "need": Text("Kebutuhan", "Need"),
        "holders": Text("Pejabat", "Holders"),
        "retiring": Text("Akan pensiun", "Retiring"),
        "shortage": Text("Kekurangan", "Shortage"),
    },
    "application_state": {
        "draft": Text("Rancangan", "Draft"),
        "submitted": Text("Dikirim", "Submitted"),
        "eligible": Text("Memenuhi syarat (MS)", "Eligible (MS)"),
        "not_eligible": Text("Tidak memenuhi syarat (TMS)", "Not eligible (TMS)"),
        "cancelled": Text("Dibatalkan", "Cancelled"),
        "resigned": Text("Mengundurkan diri (APS)", "Resigned (APS)"),
        "disqualified": Text("Didiskualifikasi", "Disqualified"),
        "appointed": Text("Diangkat", "Appointed"),
    },
    "declaration": {code.value: name for code, name in DECLARATION_NAMES.items()},
    "happening": {code.value: name for code, name in HAPPENINGS.items()},
    "standing": {
        "over": Text("Selesai", "Over"),
        "under_way": Text("Sedang berjalan", "Under way"),
        "ahead": Text("Akan datang", "Ahead"),
    },
    "file_state": {
        "pending": Text("Sedang diperiksa", "Being examined"),
        "clean": Text("Diterima", "Accepted"),
        "rejected": Text("Ditolak", "Rejected"),
        "erased": Text("Dihapus", "Erased"),
    },
    "token_type": {"Bearer": Text("Token akses", "Access token")},
    "outcome": {
        "recorded": Text("Tercatat", "Recorded"),
        "refused": Text("Ditolak", "Refused"),
    },
    "selection_state": {
        "draft": Text("Rancangan", "Draft"),
        "announced": Text("Diumumkan", "Announced"),
        "completed": Text("Selesai", "Completed"),
        "cancelled": Text("Dibatalkan", "Cancelled"),
    },
    "stage_code": {code.value: name for code, name in STAGE_NAMES.items()},
    "skb_test": SKB_TEST_NAMES,
    "agency_kind": {
        "central": Text("Instansi pusat", "Central agency"),
        "regional": Text("Instansi daerah", "Regional agency"),
    },
    "question_state": {
        "asked": Text("Menunggu jawaban", "Waiting for an answer"),
        "answered": Text("Dijawab", "Answered"),
        "declined": Text("Tidak dijawab", "Not answered"),
    },
    "proposal_state": {
        "proposed": Text("Diusulkan", "Proposed"),
        "approved": Text("Disetujui", "Approved"),
        "refused": Text("Ditolak", "Refused"),
    },
    "message_author": {
        "reporter": Text("Pelapor", "Who reported"),
        "examiner": Text("Pemeriksa", "Examiner"),
    },
    "chart_name": {
        "funnel": Text("Corong tahapan", "Funnel"),
        "dropouts": Text("Alasan gugur", "Why people dropped out"),
        "waiting": Text("Pekerjaan yang menunggu", "What waits with whom"),
        "scores": Text("Sebaran nilai SKD", "Distribution of SKD scores"),
        "inclusion": Text("Keterwakilan", "Inclusion"),
        "time_to_fill": Text("Waktu pengisian", "Time to fill"),
    },
    "time_zone": {
        "Asia/Jakarta": Text("WIB (Jakarta)", "Western Indonesia Time (Jakarta)"),
        "Asia/Pontianak": Text("WIB (Pontianak)", "Western Indonesia Time (Pontianak)"),
        "Asia/Makassar": Text("WITA (Makassar)", "Central Indonesia Time (Makassar)"),
        "Asia/Jayapura": Text("WIT (Jayapura)", "Eastern Indonesia Time (Jayapura)"),
    },
    "row_proof_format": {
        "abdi-row-proof/v1": Text("Bukti baris, bentuk 1", "Proof of a row, form 1"),
    },
    "retention_class": {
        "appointed": Text("Diangkat; data berlanjut sebagai pegawai", "Appointed; goes on as an employee"),
        "unsuccessful": Text("Tidak diangkat; dihapus setelah masa simpan", "Not appointed; erased in time"),
        "erased": Text("Sudah dihapus", "Erased"),
    },
    "appointment_state": {
        "invited": Text("Diminta mengisi DRH", "Invited to file"),
        "filed": Text("DRH diisi", "Filed"),
        "proposed": Text("Diusulkan ke BKN", "Proposed to BKN"),
        "appointed": Text("NIP ditetapkan", "NIP given"),
        "resigned": Text("Mengundurkan diri (APS)", "Stepped back (APS)"),
        "lapsed": Text("Tidak mengisi DRH", "Did not file"),
    },
    "marital_status": {
        "single": Text("Belum kawin", "Single"),
        "married": Text("Kawin", "Married"),
        "divorced": Text("Cerai hidup", "Divorced"),
        "widowed": Text("Cerai mati", "Widowed"),
    },
    "report_kind": {
        "collusion": Text("Persekongkolan", "Collusion"),
        "leaked_items": Text("Kebocoran soal", "Leaked items"),
        "impersonation": Text("Perjokian", "Impersonation"),
        "bribery": Text("Suap", "Bribery"),
        "false_document": Text("Dokumen palsu", "False document"),
        "conflict_of_interest": Text("Benturan kepentingan", "Conflict of interest"),
        "other": Text("Lainnya", "Other"),
    },
    "report_state": {
        "received": Text("Diterima", "Received"),
        "examined": Text("Diperiksa", "Under examination"),
        "answered": Text("Dijawab", "Answered"),
    },
    "finding": {
        "substantiated": Text("Terbukti", "Substantiated"),
        "unsubstantiated": Text("Tidak terbukti", "Unsubstantiated"),
        "not_competent": Text("Bukan kewenangan pemeriksa", "Not for this examiner"),
    },
    "exam_test": {
        "skd": Text("SKD (Seleksi Kompetensi Dasar)", "SKD (basic competence)"),
        "skb": Text("SKB (Seleksi Kompetensi Bidang)", "SKB (competence of the field)"),
    },
    "exam_standing": {
        "taking_part": Text("Mengikuti tes", "Took part"),
        "absent": Text("Tidak hadir (TH)", "Absent (TH)"),
        "disqualified": Text("Diskualifikasi (DIS)", "Disqualified (DIS)"),
        "knocked_out": Text("Gugur (TMS-1)", "Knocked out (TMS-1)"),
    },
    "exam_card_file_state": {
        "queued": Text("Menunggu", "Queued"),
        "running": Text("Sedang dibuat", "Being made"),
        "finished": Text("Selesai", "Finished"),
        "refused": Text("Ditolak", "Refused"),
        "cancelled": Text("Dibatalkan", "Cancelled"),
        "failed": Text("Gagal", "Failed"),
    },
    "ranking_state": {
        "computing": Text("Sedang dihitung", "Being computed"),
        "computed": Text("Sudah dihitung", "Computed"),
        "published": Text("Diterbitkan", "Published"),
        "discarded": Text("Tidak dipakai", "Discarded"),
    },
    "ranking_stage": {
        "skd": Text("Hasil SKD", "SKD list"),
        "final": Text("Hasil akhir", "Final list"),
    },
    "result_package_state": {
        "making": Text("Sedang dibuat", "Being made"),
        "ready": Text("Siap diunduh", "Ready"),
        "failed": Text("Gagal", "Failed"),
    },
}
"""Code set, code, label."""
