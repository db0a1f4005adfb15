"""Who signs the log: a key that stays out of the database, and the name of the log."""

from dataclasses import dataclass
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from abdi.transparency.keys import fingerprint, public_pem, signing_key
from abdi.transparency.notes import NoteKey, SignatureType
from recruitment.settings import Settings


@dataclass(frozen=True)
class LogSigner:
    """The name of the log and its private key."""

    name: str
    key: Ed25519PrivateKey

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The signer that the settings name."""
        return cls(settings.log_name, signing_key(settings.publication_key))

    @property
    def fingerprint(self) -> str:
        """By which people know the key."""
        return fingerprint(self.key.public_key())

    @property
    def pem(self) -> str:
        """The public key as openssl reads it."""
        return public_pem(self.key.public_key()).decode()

    @property
    def note_keys(self) -> list[str]:
        """The public key as tools for signed notes are told it: plain signatures, and those with a time."""
        public = self.key.public_key()
        kinds = (SignatureType.NOTE, SignatureType.TIMED)
        return [str(NoteKey(self.name, public, kind)) for kind in kinds]
