"""What is peculiar to personnel: the keys that protect NIK."""

import base64
from typing import Self

from pydantic import Field, SecretStr, model_validator

from abdi.crypto import KEY_BYTES
from abdi.settings import ServiceSettings


class PersonnelSettings(ServiceSettings):
    """Keys are base64 of 32 bytes each; there are none in the code, not even for development."""

    name: str = "personnel"
    nik_key: SecretStr = Field(description="encrypts NIK")
    nik_index_key: SecretStr = Field(description="finds NIK by digest")
    nik_old_keys: list[SecretStr] = Field(default=[], description="earlier encryption keys, to read only")

    @model_validator(mode="after")
    def _keys_are_usable(self) -> Self:
        keys = [self.nik_key, self.nik_index_key, *self.nik_old_keys]
        if any(len(base64.b64decode(key.get_secret_value())) != KEY_BYTES for key in keys):
            raise ValueError("NIK keys are base64 of 32 bytes")
        if self.nik_key == self.nik_index_key:
            raise ValueError("NIK_KEY and NIK_INDEX_KEY must differ")
        return self
