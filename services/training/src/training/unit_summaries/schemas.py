"""What goes out over HTTP."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class TrainingSummary(BaseModel):
    """Training of a unit and all units below it in one year; people in service."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "unit_id": "0197a5d2-4a00-7dd4-8a2b-9c0d1e2f3a44",
                    "year": 2026,
                    "people": 48,
                    "hours": 731,
                    "people_below_minimum": 19,
                    "open_needs": 4,
                }
            ]
        },
    )

    unit_id: UUID
    year: int
    people: int = Field(description="in service today")
    hours: int = Field(description="JP of them that count in the year")
    people_below_minimum: int
    open_needs: int
