"""Codes of plans and evaluations as PermenPANRB 6/2022 calls them."""

from typing import Final

from abdi.i18n import Text
from abdi.labels import Labels

LABELS: Final[Labels] = {
    "predicate": {
        "very_good": Text("Sangat Baik", "Very good"),
        "good": Text("Baik", "Good"),
        "needs_improvement": Text("Butuh Perbaikan", "Needs improvement"),
        "poor": Text("Kurang/Misconduct", "Poor/misconduct"),
        "very_poor": Text("Sangat Kurang", "Very poor"),
    },
    "rating": {
        "above": Text("Di atas ekspektasi", "Above expectation"),
        "as_expected": Text("Sesuai ekspektasi", "As expected"),
        "below": Text("Di bawah ekspektasi", "Below expectation"),
    },
    "plan_state": {
        "draft": Text("Rancangan", "Draft"),
        "proposed": Text("Diajukan", "Proposed"),
        "agreed": Text("Ditetapkan", "Agreed"),
    },
    "approach": {
        "quantitative": Text("Kuantitatif", "Quantitative"),
        "qualitative": Text("Kualitatif", "Qualitative"),
    },
    "result_kind": {
        "main": Text("Utama", "Main"),
        "additional": Text("Tambahan", "Additional"),
    },
    "aspect": {
        "quantity": Text("Kuantitas", "Quantity"),
        "quality": Text("Kualitas", "Quality"),
        "time": Text("Waktu", "Time"),
        "cost": Text("Biaya", "Cost"),
    },
}
"""Code set, code, label."""
