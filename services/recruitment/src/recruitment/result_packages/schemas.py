"""What is told about packages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from recruitment.publications.row_proofs import RowProof


class PublicPackageRead(BaseModel):
    """The package of a published ranking, as everybody sees it."""

    model_config = ConfigDict(from_attributes=True)

    ranking_id: UUID
    sha256: str = Field(description="of results.zip, hex")
    size: int = Field(description="of results.zip, in bytes")
    log: str = Field(description="name of the log in which it stands")
    leaf_index: int = Field(description="its place there, from 0")
    fingerprint: str = Field(description="of the key that signed it; compare it with one from elsewhere")
    made_at: datetime


class PackageRead(BaseModel):
    """How far the package of a ranking is."""

    model_config = ConfigDict(from_attributes=True)

    ranking_id: UUID
    state: str = Field(description="making, ready, or failed: then it can be asked for again")
    failure: dict[str, Any] | None = Field(default=None, description="why it failed: code and message")
    sha256: str | None = Field(description="of results.zip, hex")
    size: int | None = Field(description="of results.zip, in bytes")
    log: str | None = Field(description="name of the log in which it stands")
    leaf_index: int | None = Field(description="its place there, from 0")
    fingerprint: str | None = Field(description="of the key that signed it")
    made_at: datetime | None


class RowProofRead(RowProof):
    """The proof of one row, as `abdi verify` takes it; `opened` lets the reader check the own birth date."""
