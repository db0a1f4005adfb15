"""What the categories of charts are called."""

from typing import Final

from abdi.i18n import Text

STEPS: Final[dict[str, Text]] = {
    "submitted": Text("Melamar", "Applied"),
    "eligible": Text("Memenuhi syarat administrasi", "Passed administration"),
    "sat_skd": Text("Mengikuti SKD", "Sat SKD"),
    "met_threshold": Text("Memenuhi nilai ambang batas", "Met the thresholds"),
    "went_on": Text("Lanjut ke SKB", "Went on to SKB"),
    "ranked": Text("Diperingkat akhir", "Ranked at the end"),
    "seated": Text("Lulus", "Passed"),
    "appointed": Text("NIP ditetapkan", "NIP given"),
}
GROUPS: Final[dict[str, Text]] = {
    "male": Text("Laki-laki", "Male"),
    "female": Text("Perempuan", "Female"),
    "disability": Text("Penyandang disabilitas", "With a disability"),
    "no_disability": Text("Bukan penyandang disabilitas", "Without a disability"),
    "local": Text("Putra/putri daerah", "Of local origin"),
    "not_local": Text("Bukan putra/putri daerah", "Not of local origin"),
}
PAIRS: Final = (("male", "female"), ("disability", "no_disability"), ("local", "not_local"))
WAITING: Final[dict[str, Text]] = {
    "verification": Text("Seleksi administrasi", "Administrative selection"),
    "objection": Text("Sanggahan", "Objections"),
    "filing": Text("Pengisian DRH", "Filing of particulars"),
    "nip": Text("Usul NIP", "Proposal of NIP"),
}
