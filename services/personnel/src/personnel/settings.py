"""What is peculiar to personnel: the keys that protect NIK."""

from typing import Self

from pydantic import Field, SecretStr, model_validator

from abdi.crypto import key_of
from abdi.places import folder_of
from abdi.settings import ServiceSettings

RULESETS = folder_of("personnel", "rulesets")


class PersonnelSettings(ServiceSettings):
    """Keys are base64 of 32 bytes each; there are none in the code, not even for development."""

    name: str = "personnel"
    nik_key: SecretStr = Field(description="encrypts NIK")
    nik_index_key: SecretStr = Field(description="finds NIK by digest")
    nik_old_keys: list[SecretStr] = Field(default=[], description="earlier encryption keys, to read only")
    exchange_key: SecretStr = Field(description="opens the NIK in events of recruitment; the same there")
    exchange_old_keys: list[SecretStr] = Field(default=[], description="earlier exchange keys, to read only")

    @model_validator(mode="after")
    def _keys_are_usable(self) -> Self:
        keys = [self.nik_key, self.nik_index_key, self.exchange_key]
        for key in (*keys, *self.nik_old_keys, *self.exchange_old_keys):
            key_of(key)
        if len(set(keys)) < len(keys):
            raise ValueError("NIK_KEY, NIK_INDEX_KEY and EXCHANGE_KEY must differ")
        return self
