"""Charts as they were given to the public."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Identified
from recruitment.db import Base


class PublishedChart(Identified, Base):
    """A chart with its small cells hidden; about nobody. The next publication takes its place."""

    __tablename__ = "published_chart"
    __table_args__ = (UniqueConstraint("selection_id", "name"),)

    selection_id: Mapped[UUID] = mapped_column(ForeignKey("selection.id"))
    name: Mapped[str]
    content: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
