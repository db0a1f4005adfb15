"""Reasons as they go out over HTTP: in the language of the request."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from abdi.i18n import LocaleCode
from abdi.reasons import Reason


class ReasonRead(BaseModel):
    """The outcome of one rule."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "rule": "minimum",
                    "article": "PP 11/2017 pasal 203",
                    "passed": False,
                    "required": {"at_least": 20},
                    "found": 12,
                    "message": "Pengembangan kompetensi paling sedikit 20 JP dalam 1 tahun; tercatat 12 JP.",
                    "remedy": "Selesaikan 8 JP lagi sebelum akhir tahun 2026, atau catat kursus yang "
                    "belum tercatat.",
                    "turns_on": None,
                }
            ]
        }
    )

    rule: str
    article: str
    passed: bool
    required: JsonValue
    found: JsonValue
    message: str
    remedy: str | None = Field(description="what would change the outcome")
    turns_on: date | None

    @classmethod
    def of(cls, reason: Reason, locale: LocaleCode) -> "ReasonRead":
        """The reason with its texts in `locale`."""
        return cls(
            **reason.model_dump(exclude={"message", "remedy"}),
            message=reason.message.pick(locale),
            remedy=reason.remedy.pick(locale) if reason.remedy else None,
        )
