"""What goes out about participant numbers."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from abdi.examples import example


class NumberingRead(BaseModel):
    """What came of numbering the participants of a selection."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra=example(selection_id="0192f4c3-5a7e-7bbb-8000-1234567890a1", given=412, kept=8_120),
    )

    selection_id: UUID
    given: int = Field(description="eligible applications that got a number now")
    kept: int = Field(description="applications that had one and keep it")
