"""What is peculiar to personnel: the keys that protect NIK."""

import base64
from hashlib import sha256
from typing import Self

from pydantic import Field, SecretStr, model_validator

from abdi.crypto import KEY_BYTES
from abdi.settings import ServiceSettings


def _published_key(purpose: str) -> SecretStr:
    return SecretStr(base64.b64encode(sha256(f"published, not secret: {purpose}".encode()).digest()).decode())


PUBLISHED_NIK_KEY = _published_key("nik")
PUBLISHED_NIK_INDEX_KEY = _published_key("nik index")


class PersonnelSettings(ServiceSettings):
    """Keys are base64 of 32 bytes. Outside production a published pair serves synthetic people."""

    name: str = "personnel"
    nik_key: SecretStr = Field(default=PUBLISHED_NIK_KEY, description="encrypts NIK")
    nik_index_key: SecretStr = Field(default=PUBLISHED_NIK_INDEX_KEY, description="finds NIK by digest")
    nik_old_keys: list[SecretStr] = Field(default=[], description="earlier encryption keys, to read only")

    @model_validator(mode="after")
    def _keys_are_usable(self) -> Self:
        keys = [self.nik_key, self.nik_index_key, *self.nik_old_keys]
        if any(len(base64.b64decode(key.get_secret_value())) != KEY_BYTES for key in keys):
            raise ValueError("NIK keys are base64 of 32 bytes")
        if self.nik_key == self.nik_index_key:
            raise ValueError("NIK_KEY and NIK_INDEX_KEY must differ")
        published = {PUBLISHED_NIK_KEY.get_secret_value(), PUBLISHED_NIK_INDEX_KEY.get_secret_value()}
        if self.env == "production" and any(key.get_secret_value() in published for key in keys):
            raise ValueError("set NIK_KEY and NIK_INDEX_KEY: production does not use published keys")
        return self
