"""The tables of this service and of the kit, in one metadata of its own."""

from sqlalchemy.orm import DeclarativeBase

from abdi.db import ModelBase, include_kit_tables, new_metadata


class Base(ModelBase, DeclarativeBase):
    """Parent of this service's models."""

    metadata = new_metadata()


include_kit_tables(Base.metadata)
