"""The NIK of a candidate: sealed to its row, findable by a keyed digest, and sealed anew for the registry."""

import base64
from uuid import UUID

from abdi.crypto import BlindIndex, FieldVault, key_of
from recruitment.settings import Settings


class CandidateVault(FieldVault):
    """Seals and opens NIK; built once from the settings."""

    def __init__(self, settings: Settings) -> None:
        super().__init__("candidate", "nik", keys=[settings.nik_key, *settings.nik_old_keys])
        self._index = BlindIndex(key_of(settings.nik_index_key))
        self._sent = FieldVault("recruitment.candidate", "nik", keys=[settings.exchange_key])

    def digest(self, nik: str) -> bytes:
        """What an exact search compares."""
        return self._index.of(nik)

    def for_the_registry(self, candidate_id: UUID, sealed: bytes) -> str:
        """The stored NIK as events carry it: sealed with the key shared with personnel, base64."""
        return base64.b64encode(self._sent.seal(candidate_id, self.open(candidate_id, sealed))).decode()
