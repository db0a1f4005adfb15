"""What goes out as charts."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class ChartName(StrEnum):
    """Which chart."""

    FUNNEL = "funnel"
    DROPOUTS = "dropouts"
    WAITING = "waiting"
    SCORES = "scores"
    INCLUSION = "inclusion"
    TIME_TO_FILL = "time_to_fill"


PUBLIC: Final = (ChartName.FUNNEL, ChartName.DROPOUTS, ChartName.SCORES, ChartName.INCLUSION)
"""Charts that the public may see; the others tell who works on what."""

_EXAMPLE: Final[dict[str, Any]] = {
    "selection_id": "019a9b2c-7d1e-7a44-9f30-2b6f3d1c5e01",
    "name": "funnel",
    "as_of": "2025-01-12T02:00:00Z",
    "categories": [{"key": "submitted", "label": "Melamar"}, {"key": "eligible", "label": "MS"}],
    "series": [{"code": "people", "values": [8140, 4746]}],
    "lines": {},
    "has_hidden_cells": False,
}


class ChartCategory(BaseModel):
    """A bar, a step or a bin of the chart."""

    key: str
    label: str


class ChartSeries(BaseModel):
    """One number for every category, in their order; null: hidden, or not to be said."""

    code: str
    values: list[int | str | None]


class ChartRead(BaseModel):
    """Numbers ready to draw."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    selection_id: UUID
    name: ChartName
    as_of: datetime
    categories: list[ChartCategory]
    series: list[ChartSeries]
    lines: dict[str, int] = Field(description="values across the chart, such as the pass line")
    has_hidden_cells: bool


class ChartsPublished(BaseModel):
    """Which charts the public sees now."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"names": ["funnel", "scores"]}]})

    names: list[ChartName]
