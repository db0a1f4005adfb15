"""Persistence: models' common parts, the kit's tables, engine and sessions."""

from abdi.db.engine import asyncpg_url, make_engine, make_sessions
from abdi.db.models import Identified, ModelBase, Timestamped, Versioned, new_metadata
from abdi.db.tables import include_kit_tables

__all__ = [
    "Identified",
    "ModelBase",
    "Timestamped",
    "Versioned",
    "asyncpg_url",
    "include_kit_tables",
    "make_engine",
    "make_sessions",
    "new_metadata",
]
