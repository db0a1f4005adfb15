"""What codes of selections are called by people."""

from typing import Final

from abdi.i18n import Text

SKB_TEST_NAMES: Final = {
    "cat": Text("SKB dengan CAT BKN", "SKB by BKN's computer test"),
    "psychological": Text("Psikotes", "Psychological test"),
    "academic_potential": Text("Tes potensi akademik", "Academic potential"),
    "foreign_language": Text("Tes bahasa asing", "Foreign language"),
    "mental_health": Text("Tes kesehatan jiwa", "Mental health"),
    "fitness": Text("Tes kesegaran jasmani", "Fitness"),
    "work_practice": Text("Tes praktik kerja", "Work practice"),
    "competence_certificate": Text("Nilai sertifikat kompetensi", "Certificate of competence"),
    "interview": Text("Wawancara", "Interview"),
    "other": Text("Tes lain", "Other test"),
}
NEED_NAMES: Final = {
    "general": Text("Umum", "General"),
    "cumlaude": Text("Lulusan terbaik (cumlaude)", "Cum laude graduates"),
    "diaspora": Text("Diaspora", "Diaspora"),
    "disability": Text("Penyandang disabilitas", "People with disabilities"),
    "papua": Text("Putra/putri Papua", "Sons and daughters of Papua"),
    "underdeveloped_region": Text("Putra/putri daerah tertinggal", "Underdeveloped regions"),
    "kalimantan": Text("Putra/putri Kalimantan", "Sons and daughters of Kalimantan"),
}
