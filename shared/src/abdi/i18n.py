"""Texts for people, in Indonesian and English."""

from dataclasses import dataclass
from typing import Literal

LocaleCode = Literal["id", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages; on the wire `{"id": ..., "en": ...}`."""

    id: str
    en: str

    def pick(self, locale: LocaleCode) -> str:
        """The text in `locale`."""
        return self.id if locale == "id" else self.en


def preferred_locale(accept_language: str | None) -> LocaleCode:
    """The better of our two languages for an `Accept-Language` header; Indonesian when it does not say."""
    best: LocaleCode = "id"
    best_weight = 0.0
    for part in (accept_language or "").split(","):
        tag, _, parameter = part.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        weight = _weight(parameter.strip())
        if language == "id" and weight > 0 and weight >= best_weight:
            best, best_weight = "id", weight
        elif language == "en" and weight > best_weight:
            best, best_weight = "en", weight
    return best


def _weight(parameter: str) -> float:
    if not parameter.startswith("q="):
        return 1.0
    try:
        return float(parameter.removeprefix("q="))
    except ValueError:
        return 0.0
