"""Agencies."""

from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Identified, Timestamped
from personnel.db import Base


class Agency(Identified, Timestamped, Base):
    """An agency; its BKN code (kode cepat) is what tokens, events and other tables name it by."""

    __tablename__ = "agency"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    time_zone: Mapped[str]
