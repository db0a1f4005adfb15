"""The tables of this service: its own metadata, with the kit's tables in it."""

from sqlalchemy.orm import DeclarativeBase

from abdi.db import ModelBase, include_kit_tables, new_metadata


class Base(ModelBase, DeclarativeBase):
    """What every model of personnel derives from."""

    metadata = new_metadata()


include_kit_tables(Base.metadata)
