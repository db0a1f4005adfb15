"""What must not be read in the database: NIK, address and codes of applicants."""

import json
import secrets
from typing import Any
from uuid import UUID

from abdi.crypto import MASK, BlindIndex, FieldVault, key_of
from recruitment.applicants.models import Applicant
from recruitment.applicants.rules import CODE_DIGITS
from recruitment.settings import Settings


class ApplicantVault:
    """Seals, opens and digests; built once from the settings."""

    def __init__(self, settings: Settings) -> None:
        keys = [settings.nik_key, *settings.nik_old_keys]
        self._nik = FieldVault("applicant", "nik", keys=keys)
        self._address = FieldVault("applicant", "address", keys=keys)
        self._details = FieldVault("sign_in_code", "details", keys=keys)
        self._index = BlindIndex(key_of(settings.nik_index_key))

    def nik_digest(self, nik: str) -> bytes:
        """By what a NIK is found; the same as in the records of appointed candidates."""
        return self._index.of(nik)

    def address_digest(self, address: str) -> bytes:
        """By what an address is found."""
        return self._index.of(f"address\x1f{address}")

    def code_digest(self, code_id: UUID, code: str) -> bytes:
        """What is kept of a code; without our key nobody finds the few digits behind it."""
        return self._index.of(f"code\x1f{code_id}\x1f{code}")

    def seal_person(self, applicant: Applicant, *, nik: str) -> None:
        """Write the NIK to the row, sealed to it."""
        applicant.nik_sealed, applicant.nik_index = self._nik.seal(applicant.id, nik), self.nik_digest(nik)

    def seal_address(self, applicant: Applicant, address: str) -> None:
        """Write the address to the row, sealed to it."""
        applicant.address_sealed = self._address.seal(applicant.id, address)
        applicant.address_index = self.address_digest(address)

    def nik_of(self, applicant: Applicant) -> str:
        """The NIK in the clear."""
        return self._nik.open(applicant.id, applicant.nik_sealed)

    def masked_nik(self, applicant: Applicant) -> str:
        """The NIK with four digits left."""
        return self._nik.masked(applicant.id, applicant.nik_sealed)

    def address_of(self, applicant: Applicant) -> str:
        """The address in the clear."""
        return self._address.open(applicant.id, applicant.address_sealed)

    def seal_details(self, code_id: UUID, details: dict[str, Any]) -> bytes:
        """What waits for the confirmation of a code, sealed to its row."""
        return self._details.seal(code_id, json.dumps(details))

    def open_details(self, code_id: UUID, sealed: bytes) -> dict[str, Any]:
        """What waited for the confirmation of a code."""
        details: dict[str, Any] = json.loads(self._details.open(code_id, sealed))
        return details


def new_code() -> str:
    """A code of random digits."""
    return "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))


def masked_address(address: str) -> str:
    """An address by which its owner knows it: `s***@example.id`."""
    name, _, host = address.partition("@")
    return f"{name[:1]}{MASK * 3}@{host}"
