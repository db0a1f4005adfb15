"""The history of rank (PNS) or grade (PPPK)."""

from typing import ClassVar

from sqlalchemy.orm import Mapped

from personnel.db import Base
from personnel.histories.models import OfEmployee


class RankRecord(OfEmployee, Base):
    """A rank held in a period."""

    __tablename__ = "rank_record"
    facts: ClassVar[tuple[str, ...]] = ("rank", "change", "decree_number", "decree_on")

    rank: Mapped[str]
    change: Mapped[str]
