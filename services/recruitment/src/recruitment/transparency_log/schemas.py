"""What is told about the log; hashes are hex."""

from datetime import datetime

from pydantic import BaseModel, Field


class LogHeadRead(BaseModel):
    """A signed state of the log."""

    size: int = Field(description="how many entries the log has")
    root: str = Field(description="root hash over them (RFC 9162)")
    note: str = Field(description="the head as it was signed: a checkpoint (C2SP) with the time")
    signed_at: datetime


class LogLeafRead(BaseModel):
    """An entry of the log."""

    index: int = Field(description="its place, from 0")
    entry: str = Field(description="what was published, as canonical JSON: exactly the text that was hashed")
    hash: str = Field(description="its hash as a leaf (RFC 9162)")
    appended_at: datetime


class InclusionProofRead(BaseModel):
    """The proof that an entry is in the log."""

    leaf: int = Field(description="the place of the entry, from 0")
    proof: list[str] = Field(description="hashes of the siblings from the leaf upwards (RFC 9162, 2.1.3)")
    head: LogHeadRead


class ConsistencyProofRead(BaseModel):
    """The proof that the log of a head is that of an earlier one with entries added."""

    proof: list[str] = Field(description="RFC 9162, 2.1.4")
    older: LogHeadRead
    newer: LogHeadRead


class LogKeyRead(BaseModel):
    """The key by which the log and what is published are signed; compare it with one from elsewhere."""

    log: str = Field(description="name of the log")
    pem: str = Field(description="the public key (Ed25519)")
    fingerprint: str = Field(description="SHA-256 over its DER bytes; what `abdi verify --key` wants")
    note_keys: list[str] = Field(
        description="for tools that read signed notes: of the plain signature, and of that with the time"
    )
