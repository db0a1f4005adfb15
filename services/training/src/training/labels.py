"""Codes of competence development as people call them; forms as in Peraturan LAN 10/2018."""

from typing import Final

from abdi.i18n import Text
from abdi.labels import Labels

LABELS: Final[Labels] = {
    "programme_kind": {
        "latsar": Text("Pelatihan Dasar CPNS (Latsar)", "Basic training of CPNS (Latsar)"),
        "orientation": Text("Orientasi PPPK", "Orientation of PPPK"),
        "leadership": Text("Pelatihan struktural kepemimpinan", "Leadership training"),
        "managerial": Text("Pelatihan manajerial", "Managerial training"),
        "technical": Text("Pelatihan teknis", "Technical training"),
        "functional": Text("Pelatihan fungsional", "Functional training"),
        "sociocultural": Text("Pelatihan sosial kultural", "Sociocultural training"),
        "seminar": Text("Seminar/konferensi/sarasehan", "Seminar or conference"),
        "workshop": Text("Workshop/lokakarya", "Workshop"),
        "course": Text("Kursus", "Course"),
        "e_learning": Text("E-learning", "E-learning"),
        "coaching": Text("Coaching", "Coaching"),
        "mentoring": Text("Mentoring", "Mentoring"),
        "self_study": Text("Belajar mandiri", "Self-study"),
        "learning_community": Text("Komunitas belajar", "Learning community"),
        "benchmarking": Text("Benchmarking", "Benchmarking"),
        "internship": Text("Magang/praktik kerja", "Internship"),
        "secondment": Text("Detasering", "Secondment"),
        "exchange": Text("Pertukaran PNS dengan pegawai swasta", "Exchange with the private sector"),
        "other": Text("Lainnya", "Other"),
    },
    "programme_form": {
        "classical": Text("Klasikal", "Classical"),
        "non_classical": Text("Nonklasikal", "Non-classical"),
    },
    "course_state": {
        "recorded": Text("Tercatat", "Recorded"),
        "withdrawn": Text("Dibatalkan", "Withdrawn"),
    },
    "need_kind": {
        "performance": Text("Peningkatan kinerja", "Better performance"),
        "latsar": Text("Latsar CPNS", "Latsar of CPNS"),
        "orientation": Text("Orientasi PPPK", "Orientation of PPPK"),
    },
    "need_state": {
        "open": Text("Belum dipenuhi", "Open"),
        "closed": Text("Terpenuhi", "Met"),
        "withdrawn": Text("Dibatalkan", "Withdrawn"),
    },
    "withdrawal_cause": {
        "evaluation_corrected": Text("Penilaian kinerja dikoreksi", "Evaluation corrected"),
        "employment_changed": Text("Jenis kepegawaian berubah", "Employment type changed"),
        "left_service": Text("Berhenti", "Left service"),
    },
    "learning_rule": {
        "minimum": Text("JP minimum setahun", "Least hours of the year"),
        "limit": Text("JP maksimum setahun", "Most hours of the year"),
        "caps": Text("Batas JP per bentuk pelatihan", "Most hours per kind"),
    },
    "outcome": {
        "recorded": Text("Tercatat", "Recorded"),
        "refused": Text("Ditolak", "Refused"),
    },
}
"""Code set, code, label."""
