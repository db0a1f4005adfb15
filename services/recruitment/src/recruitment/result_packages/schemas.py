"""What is told about packages."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from abdi.examples import example
from recruitment.publications.row_proofs import RowProof

_PACKAGE: Final[dict[str, Any]] = {
    "ranking_id": "019a9b2c-0002-7c10-8a11-5d1f0e7b9c02",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "size": 482_113,
    "log": "localhost/selections",
    "leaf_index": 1,
    "fingerprint": "3f1c86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f0aa",
    "made_at": "2025-01-12T02:00:00Z",
}


class PublicPackageRead(BaseModel):
    """The package of a published ranking, as everybody sees it."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra=example(_PACKAGE))

    ranking_id: UUID
    sha256: str = Field(description="of results.zip, hex")
    size: int = Field(description="of results.zip, in bytes")
    log: str = Field(description="name of the log in which it stands")
    leaf_index: int = Field(description="its place there, from 0")
    fingerprint: str = Field(description="of the key that signed it; compare it with one from elsewhere")
    made_at: datetime


class PackageRead(BaseModel):
    """How far the package of a ranking is."""

    model_config = ConfigDict(
        from_attributes=True, json_schema_extra=example(_PACKAGE, state="ready", failure=None)
    )

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

    model_config = ConfigDict(
        json_schema_extra=example(
            format="abdi-row-proof/v1",
            row="24310110820000123,...",
            index=0,
            proof=[_PACKAGE["sha256"]],
            selection='{"agency":"6671","stage":"final"}',
            manifest='{"files":[],"format":"abdi-manifest/v1"}',
            signature="n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=",
            key="-----BEGIN PUBLIC KEY-----\n...\n-----END PUBLIC KEY-----\n",
            inclusion='{"index":1,"proof":[]}',
            head="localhost/selections\n2\n...\n",
            opened=None,
        )
    )
