"""The tables of this service and of the kit, in one metadata of its own."""

from sqlalchemy.orm import DeclarativeBase

from abdi.db import ModelBase, include_kit_tables, new_metadata
from abdi.files import include_file_tables
from abdi.notify import include_notice_tables


class Base(ModelBase, DeclarativeBase):
    """Parent of this service's models."""

    metadata = new_metadata()


include_kit_tables(Base.metadata)
include_file_tables(Base.metadata)
include_notice_tables(Base.metadata)
