"""What goes out about posts: the list to choose from, and where people are short."""

from datetime import date
from typing import Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from abdi.examples import example

MOST_YEARS: Final = 10
MOST_GROUPS: Final = 200
Grouping = Literal["position", "unit", "field"]
Counted = Literal["need", "holders", "retiring", "shortage"]

_COUNTS: Final[dict[str, Any]] = {"need": 10, "holders": 7, "retiring": 2, "shortage": 5}


class PostRead(BaseModel):
    """A post of the registry: one chair for one person."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra=example(
            position_id="019a9b2c-7d1e-7a44-9f30-2b6f3d1c5e01",
            agency="5671",
            unit_id="019a9b2c-7d1e-7a44-9f30-2b6f3d1c5e02",
            title="Guru Ahli Pertama",
            kind="fungsional",
            level="PT",
            is_head=False,
            is_held=False,
            empty_since="2025-08-01",
        ),
    )

    position_id: UUID
    agency: str
    unit_id: UUID
    title: str
    kind: str
    level: str | None
    is_head: bool
    is_held: bool
    empty_since: date | None


class PostFilters(BaseModel):
    """What a list of posts may be narrowed by."""

    agency: str | None = Field(default=None, max_length=10, description="BKN code of the agency")
    unit_id: UUID | None = Field(default=None, description="the unit and all units below it")
    kind: str | None = Field(default=None, max_length=30, description="kind of post, such as `fungsional`")
    is_held: bool | None = Field(default=None, description="whether somebody holds it")
    q: str | None = Field(default=None, min_length=1, max_length=100, description="part of the title")


class ShortageFilters(BaseModel):
    """Which posts are counted, and how they are put together."""

    agency: str = Field(max_length=10, description="BKN code of the agency")
    unit_id: UUID | None = Field(default=None, description="only the unit and all units below it")
    by: Grouping = Field(default="position", description="what a bar of the chart stands for")
    years: int = Field(default=5, ge=1, le=MOST_YEARS, description="how far ahead retirements are counted")
    limit: int = Field(
        default=50, ge=1, le=MOST_GROUPS, description="how many groups, the greatest shortage first"
    )


class CountsRead(BaseModel):
    """Posts, who holds them, who retires, and what is then missing: need - holders + retiring."""

    model_config = ConfigDict(json_schema_extra=example(_COUNTS))

    need: int
    holders: int
    retiring: int
    shortage: int


class CategoryRead(BaseModel):
    """One group of posts: a bar of the chart."""

    model_config = ConfigDict(json_schema_extra=example(key="Guru", label="Guru"))

    key: str
    label: str


class SeriesRead(BaseModel):
    """One number of every category, in their order."""

    model_config = ConfigDict(json_schema_extra=example(code="shortage", values=[5]))

    code: Counted
    values: list[int]


class RetirementsRead(BaseModel):
    """How many holders retire in a year; those who should have gone already count in the first."""

    model_config = ConfigDict(json_schema_extra=example(year=2026, people=2))

    year: int
    people: int


class ShortageRead(BaseModel):
    """Need against holders and coming retirements, ready to draw."""

    model_config = ConfigDict(
        json_schema_extra=example(
            agency="5671",
            unit_id=None,
            by="field",
            years=5,
            as_of="2026-03-02",
            until="2031-03-01",
            categories=[{"key": "Guru", "label": "Guru"}],
            series=[{"code": code, "values": [value]} for code, value in _COUNTS.items()],
            left_out=0,
            total=_COUNTS,
            retirements=[{"year": 2026, "people": 2}],
        )
    )

    agency: str
    unit_id: UUID | None
    by: Grouping
    years: int
    as_of: date
    until: date
    categories: list[CategoryRead]
    series: list[SeriesRead]
    left_out: int = Field(description="groups that `limit` keeps out; `total` counts them too")
    total: CountsRead
    retirements: list[RetirementsRead]
