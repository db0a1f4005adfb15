"""Texts for people, in Indonesian and English."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

LocaleCode = Literal["id", "en"]

# "in" is the code that older systems, among them Java, still send.
_INDONESIAN = frozenset({"id", "in"})


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
    for part in (accept_language or "").lower().split(","):
        tag, *parameters = (piece.strip() for piece in part.split(";"))
        language = tag.partition("-")[0]
        weight = _weight(parameters)
        if language in _INDONESIAN and weight > 0 and weight >= best_weight:
            best, best_weight = "id", weight
        elif language == "en" and weight > best_weight:
            best, best_weight = "en", weight
    return best


def _weight(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
