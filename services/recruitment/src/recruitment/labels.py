"""Codes of candidates as people call them."""

from typing import Final

from abdi.i18n import Text
from abdi.labels import Labels

LABELS: Final[Labels] = {
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
    "outcome": {
        "recorded": Text("Tercatat", "Recorded"),
        "refused": Text("Ditolak", "Refused"),
    },
}
"""Code set, code, label."""
