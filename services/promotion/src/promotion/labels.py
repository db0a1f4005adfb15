"""Short names of the rules of regular promotion, and the codes of their inputs."""

from typing import Final

from abdi.i18n import Text
from abdi.labels import Labels

LABELS: Final[Labels] = {
    "promotion_rule": {
        "employment": Text("Jenis kepegawaian", "Employment type"),
        "status": Text("Status kepegawaian", "Status in service"),
        "discipline": Text("Hukuman disiplin", "Discipline"),
        "post": Text("Jenis jabatan", "Kind of post"),
        "next_rank": Text("Pangkat berikutnya", "Next rank"),
        "time_in_rank": Text("Masa dalam pangkat", "Time in rank"),
        "predicate": Text("Predikat kinerja", "Performance predicate"),
        "education_ceiling": Text("Batas pangkat menurut pendidikan", "Highest rank for the education"),
        "service_exam": Text("Ujian dinas", "Service exam"),
        "superior_rank": Text("Pangkat atasan langsung", "Rank of the superior"),
    },
    "discipline_level": {
        "light": Text("Ringan", "Light"),
        "moderate": Text("Sedang", "Moderate"),
        "severe": Text("Berat", "Severe"),
    },
}
"""Code set, code, label."""
