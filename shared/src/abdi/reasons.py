"""Why a rule says yes or no, in a form that a person and a program can both read."""

from datetime import date

from pydantic import BaseModel, ConfigDict, JsonValue

from abdi.i18n import Text


class Reason(BaseModel):
    """The outcome of one rule for one case."""

    model_config = ConfigDict(frozen=True)

    rule: str
    """Stable id of the rule."""
    article: str
    """The provision it comes from."""
    passed: bool
    required: JsonValue = None
    found: JsonValue = None
    message: Text
    remedy: Text | None = None
    turns_on: date | None = None
    """The day from which this rule is fulfilled, when time alone does it."""
