"""The Merkle log in tables: its entries, the hashes over them, and every head that was signed."""

from datetime import datetime

from sqlalchemy import BigInteger, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Identified
from recruitment.db import Base


class LogLeaf(Base):
    """One entry of the log: what was published, as canonical JSON, and its hash as a leaf."""

    __tablename__ = "log_leaf"

    index: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry: Mapped[bytes]
    hash: Mapped[bytes] = mapped_column(unique=True)
    appended_at: Mapped[datetime]


class LogNode(Base):
    """The hash of a complete subtree over the leaves from `index << level` on; level 0 are the leaves."""

    __tablename__ = "log_node"

    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    index: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[bytes]


class LogHead(Identified, Base):
    """A state of the log that was signed; `note` is the checkpoint as it was published. Kept for good."""

    __tablename__ = "log_head"

    size: Mapped[int] = mapped_column(BigInteger, unique=True)
    root: Mapped[bytes]
    note: Mapped[str]
    signed_at: Mapped[datetime]
