"""Documents of applications."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Identified, Timestamped
from recruitment.db import Base


class ApplicationDocument(Identified, Timestamped, Base):
    """The file that was handed in for one requirement (`code`); a later one takes its place.

    `file_id` names the stored file, without a reference: the table of files is the kit's.
    """

    __tablename__ = "application_document"
    __table_args__ = (UniqueConstraint("application_id", "code"),)

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"))
    code: Mapped[str]
    file_id: Mapped[UUID] = mapped_column(unique=True)
    given_at: Mapped[datetime]
