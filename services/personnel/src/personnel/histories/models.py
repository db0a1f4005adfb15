"""What every row of a history has: when it holds in life, and when the registry believed it."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from abdi.db import Identified

IS_CURRENT = "superseded_at IS NULL"


class Effective(Identified):
    """A fact with valid time [`valid_from`, `valid_to`) and recorded time [`recorded_at`, `superseded_at`).

    `subject` names the column with the id of what the fact is about, `facts` the columns that say it. Where
    `is_exclusive`, only one current fact holds on any day.
    """

    subject: ClassVar[str] = "employee_id"
    facts: ClassVar[tuple[str, ...]]
    is_exclusive: ClassVar[bool] = True

    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    superseded_at: Mapped[datetime | None]
    corrects_id: Mapped[UUID | None]
    reason: Mapped[str | None]

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        # Overlaps are refused under the subject's row lock; the unique index is the net below it. An
        # exclusion constraint would need the btree_gist extension, which the bundled server does not have.
        name = cls.__tablename__  # type: ignore[attr-defined]  # every model names its table
        return (
            CheckConstraint("valid_to > valid_from", name="period"),
            Index(f"ix_{name}_{cls.subject}", cls.subject, "valid_from"),
            *(
                [
                    Index(
                        f"uq_{name}_current",
                        cls.subject,
                        "valid_from",
                        unique=True,
                        postgresql_where=text(IS_CURRENT),
                    )
                ]
                if cls.is_exclusive
                else []
            ),
        )


class OfEmployee(Effective):
    """A fact about an employee."""

    employee_id: Mapped[UUID] = mapped_column(ForeignKey("employee.id"))
    decree_number: Mapped[str | None]
    decree_on: Mapped[date | None]
