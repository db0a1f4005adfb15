"""What every model of every service shares: naming, identity, version, times."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import DateTime, Integer, MetaData, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from abdi.clock import new_id

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def new_metadata() -> MetaData:
    """Metadata with the house's constraint names; each service has its own."""
    return MetaData(naming_convention=NAMING)


class ModelBase:
    """What a service's own `Base` takes from the kit: `class Base(ModelBase, DeclarativeBase)`.

    `Base` brings its own `metadata = new_metadata()`, so that two services never share tables or class names.
    """

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


class Identified:
    """A UUIDv7 made by the application, so that an event can name its entity before the flush."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)


class Versioned:
    """A row version: the ETag outside, SQLAlchemy's optimistic lock inside."""

    version: Mapped[int] = mapped_column(Integer)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        column = cls.__table__.c.version if hasattr(cls, "__table__") else cls.version
        # Eager: what the database fills in (updated_at) comes back with the statement, for the answer.
        return {"version_id_col": column, "eager_defaults": True}


class Timestamped:
    """When the row was made and last changed, by the database's clock."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now(), index=True)
