"""Thresholds of SKD (nilai ambang batas) by category."""

from typing import Final

from abdi.i18n import Text
from recruitment.selections.rules.facts import SkdScores
from recruitment.selections.rules.reasons import SelectionReason, source
from recruitment.selections.rules.standard import CpnsSelection, Threshold

_LABELS: Final = {
    "twk": Text("TWK", "TWK"),
    "tiu": Text("TIU", "TIU"),
    "tkp": Text("TKP", "TKP"),
    "total": Text("kumulatif SKD", "SKD total"),
}


class UnknownCategory(LookupError):  # noqa: N818 - errors are named by the fact
    """The rule set of this intake has no threshold for the category."""


def check_thresholds(scores: SkdScores, category: str, standard: CpnsSelection) -> list[SelectionReason]:
    """Whether the points reach the thresholds of `category`; parts without one are not asked.

    In: points; a category of the rule set, such as "general" or "cumlaude". Out: a reason per threshold,
    `thresholds.twk` and so on, last `thresholds.total`. Raises UnknownCategory.
    Source: KepmenPANRB 1023/2021, 651/2023, 321/2024 by intake.
    """
    threshold = _threshold(category, standard)
    reasons = []
    for name, label in _LABELS.items():
        required: int | None = getattr(threshold, name)
        if required is None:
            continue
        found: int = getattr(scores, name)
        passed = found >= required
        reasons.append(
            SelectionReason(
                **source(f"thresholds.{name}", standard, detail=category),
                passed=passed,
                required=required,
                found=found,
                message=Text(
                    f"Nilai ambang batas {label.id}: {required}; diperoleh {found}.",
                    f"The threshold of the {label.en} is {required}; reached: {found}.",
                ),
                remedy=None if passed else _more(required - found, label),
            )
        )
    return reasons


def _more(points: int, label: Text) -> Text:
    return Text(f"Kurang {points} pada {label.id}.", f"{points} more in the {label.en}.")


def meets(scores: SkdScores, category: str, standard: CpnsSelection) -> bool:
    """Whether every threshold of `category` is reached, without the words. Raises UnknownCategory."""
    threshold = _threshold(category, standard)
    return all(getattr(scores, name) >= (getattr(threshold, name) or 0) for name in _LABELS)


def _threshold(category: str, standard: CpnsSelection) -> Threshold:
    if category not in standard.thresholds:
        raise UnknownCategory(f"no threshold for {category}; there is {', '.join(standard.thresholds)}")
    return standard.thresholds[category]
