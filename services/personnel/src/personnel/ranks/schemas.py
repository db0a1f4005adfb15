"""What goes in and out about ranks."""

from pydantic import ConfigDict, Field

from abdi.examples import example
from personnel.histories.schemas import CORRECTED, DECREED, RECORD, Correction, DecreedCreate, DecreedRead
from personnel.ranks.rules import RankChange


class RankCreate(DecreedCreate):
    """A rank (PNS) or grade (PPPK) and how it came."""

    model_config = ConfigDict(json_schema_extra=example(DECREED, rank="III/b", change="regular"))

    rank: str = Field(max_length=5, examples=["III/b", "IX"])
    change: RankChange


class RankCorrection(Correction):
    """A correction of a rank entry."""

    model_config = ConfigDict(json_schema_extra=example(CORRECTED, rank="III/b"))

    rank: str | None = Field(default=None, max_length=5)
    change: RankChange | None = None


class RankRead(DecreedRead):
    """A rank held in a period."""

    model_config = ConfigDict(json_schema_extra=example(RECORD, rank="III/b", change="regular"))

    rank: str
    change: RankChange
