"""What goes in and out about ranks."""

from pydantic import Field

from personnel.histories.schemas import Correction, DecreedCreate, DecreedRead
from personnel.ranks.rules import RankChange


class RankCreate(DecreedCreate):
    """A rank (PNS) or grade (PPPK) and how it came."""

    rank: str = Field(max_length=5, examples=["III/b", "IX"])
    change: RankChange


class RankCorrection(Correction):
    """A correction of a rank entry."""

    rank: str | None = Field(default=None, max_length=5)
    change: RankChange | None = None


class RankRead(DecreedRead):
    """A rank held in a period."""

    rank: str
    change: RankChange
