"""The history of recognised education."""

from typing import ClassVar

from sqlalchemy.orm import Mapped

from personnel.db import Base
from personnel.histories.models import OfEmployee


class EducationRecord(OfEmployee, Base):
    """An education, valid from graduation; several hold at once, the highest counts."""

    __tablename__ = "education_record"
    is_exclusive: ClassVar[bool] = False
    facts: ClassVar[tuple[str, ...]] = (
        "level",
        "program_code",
        "program_name",
        "institution",
        "decree_number",
        "decree_on",
    )

    level: Mapped[str]
    program_code: Mapped[str | None]
    program_name: Mapped[str | None]
    institution: Mapped[str | None]
