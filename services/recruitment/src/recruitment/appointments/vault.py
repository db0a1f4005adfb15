"""The particulars that appointees file (DRH), sealed to their row."""

from uuid import UUID

from abdi.crypto import FieldVault
from recruitment.appointments.schemas import Filing
from recruitment.settings import Settings


class FilingVault:
    """Seals and opens filings; built once from the settings."""

    def __init__(self, settings: Settings) -> None:
        keys = [settings.nik_key, *settings.nik_old_keys]
        self._vault = FieldVault("appointment", "filing", keys=keys)

    def seal(self, appointment_id: UUID, filing: Filing) -> bytes:
        """The filing as it is stored."""
        return self._vault.seal(appointment_id, filing.model_dump_json())

    def open(self, appointment_id: UUID, sealed: bytes) -> Filing:
        """The stored filing. Raises FieldUnreadable."""
        return Filing.model_validate_json(self._vault.open(appointment_id, sealed))
