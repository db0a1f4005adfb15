"""The catalogue of programmes: no personal data."""

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Identified, Timestamped, Versioned
from training.db import Base


class Programme(Identified, Versioned, Timestamped, Base):
    """Something that one can complete: of one agency, or national (`agency` null)."""

    __tablename__ = "programme"
    __table_args__ = (
        UniqueConstraint("agency", "code", postgresql_nulls_not_distinct=True),
        Index(None, "answers", postgresql_using="gin"),
    )

    agency: Mapped[str | None]
    code: Mapped[str]
    title: Mapped[str]
    kind: Mapped[str]
    form: Mapped[str]
    hours: Mapped[int]
    answers: Mapped[list[str]] = mapped_column(ARRAY(Text))
    is_active: Mapped[bool]
