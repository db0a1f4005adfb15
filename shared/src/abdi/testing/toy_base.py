"""What the toy's parts stand on."""

from typing import Final

from sqlalchemy.orm import DeclarativeBase

from abdi.auth import Permission
from abdi.db import ModelBase, include_kit_tables, new_metadata
from abdi.policy import in_agency
from abdi.settings import ServiceSettings

WRITE: Final = Permission(name="note.write", rules=(in_agency("agency_officer"),))
READ: Final = Permission(name="note.read", rules=(in_agency("agency_officer"), in_agency("auditor")))


class Settings(ServiceSettings):
    name: str = "toy"


class Base(ModelBase, DeclarativeBase):
    metadata = new_metadata()


include_kit_tables(Base.metadata)
