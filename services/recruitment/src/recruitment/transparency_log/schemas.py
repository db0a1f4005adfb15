"""What is told about the log; hashes are hex."""

from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from abdi.examples import example

_HASH: Final = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_HEAD: Final[dict[str, Any]] = {
    "size": 2,
    "root": _HASH,
    "note": "localhost/selections\n2\nn4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=\n\n",
    "signed_at": "2025-01-12T02:00:00Z",
}


class LogHeadRead(BaseModel):
    """A signed state of the log."""

    model_config = ConfigDict(json_schema_extra=example(_HEAD))

    size: int = Field(description="how many entries the log has")
    root: str = Field(description="root hash over them (RFC 9162)")
    note: str = Field(description="the head as it was signed: a checkpoint (C2SP) with the time")
    signed_at: datetime


class LogLeafRead(BaseModel):
    """An entry of the log."""

    model_config = ConfigDict(
        json_schema_extra=example(
            index=0,
            entry='{"manifest_sha256":"9f86...","number":1,"stage":"skd"}',
            hash=_HASH,
            appended_at="2024-11-17T02:00:00Z",
        )
    )

    index: int = Field(description="its place, from 0")
    entry: str = Field(description="what was published, as canonical JSON: exactly the text that was hashed")
    hash: str = Field(description="its hash as a leaf (RFC 9162)")
    appended_at: datetime


class InclusionProofRead(BaseModel):
    """The proof that an entry is in the log."""

    model_config = ConfigDict(json_schema_extra=example(leaf=0, proof=[_HASH], head=_HEAD))

    leaf: int = Field(description="the place of the entry, from 0")
    proof: list[str] = Field(description="hashes of the siblings from the leaf upwards (RFC 9162, 2.1.3)")
    head: LogHeadRead


class ConsistencyProofRead(BaseModel):
    """The proof that the log of a head is that of an earlier one with entries added."""

    model_config = ConfigDict(
        json_schema_extra=example(proof=[_HASH], older=_HEAD | {"size": 1}, newer=_HEAD)
    )

    proof: list[str] = Field(description="RFC 9162, 2.1.4")
    older: LogHeadRead
    newer: LogHeadRead


class LogKeyRead(BaseModel):
    """The key by which the log and what is published are signed; compare it with one from elsewhere."""

    model_config = ConfigDict(
        json_schema_extra=example(
            log="localhost/selections",
            pem="-----BEGIN PUBLIC KEY-----\n...\n-----END PUBLIC KEY-----\n",
            fingerprint=_HASH,
            note_keys=["localhost/selections+0d1f6c2b+AZ..."],
        )
    )

    log: str = Field(description="name of the log")
    pem: str = Field(description="the public key (Ed25519)")
    fingerprint: str = Field(description="SHA-256 over its DER bytes; what `abdi verify --key` wants")
    note_keys: list[str] = Field(
        description="for tools that read signed notes: of the plain signature, and of that with the time"
    )
