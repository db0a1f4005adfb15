"""How a list says what is no longer in it."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from abdi.examples import example

Reason = Literal["retired", "left", "deceased", "dissolved", "abolished", "out_of_scope", "filters_not_met"]

IsRemoved = Annotated[
    bool, Field(description="left service, was dissolved or abolished, wherever the entry is read")
]
RemovedOn = Annotated[date | None, Field(description="the first day on which that held")]
RemovedBecause = Annotated[Reason | None, Field(description="why it is removed; null while it is not")]


class Removal(BaseModel):
    """An entry that a reader who follows a list takes out of the own copy."""

    model_config = ConfigDict(
        json_schema_extra=example(
            id="0192f4c3-5a7e-7bbb-8000-1234567890a1",
            is_removed=True,
            removed_on="2026-03-01",
            reason="retired",
            changed_at="2026-03-01T02:15:00Z",
        )
    )

    id: UUID
    is_removed: Literal[True] = True
    removed_on: date = Field(description="the first day on which it no longer belongs to the list")
    reason: Reason = Field(
        description="`out_of_scope`: the reader may not see it any more;"
        " `filters_not_met`: the reader may, and it is not what was asked for"
    )
    changed_at: datetime
