"""What is peculiar to recruitment: the keys that protect NIK and sign what is published."""

import json
from typing import Self

from pydantic import Field, SecretStr, model_validator

from abdi.crypto import key_of
from abdi.files import FileSettings
from abdi.notify import NoticeSettings
from abdi.tokens import public_key_set
from abdi.transparency.notes import is_key_name


class Settings(FileSettings, NoticeSettings):
    """Keys are base64 of 32 bytes each; there are none in the code, not even for development."""

    name: str = "recruitment"
    port: int = 8005
    nik_key: SecretStr = Field(description="encrypts NIK in this service's table")
    nik_index_key: SecretStr = Field(description="finds NIK by digest")
    nik_old_keys: list[SecretStr] = Field(default=[], description="earlier encryption keys, to read only")
    exchange_key: SecretStr = Field(description="seals the NIK in events; the same at personnel")
    applicant_signing_key: SecretStr = Field(
        description="private key (JWK) that signs applicants' tokens; its public half is in APPLICANT_KEYS"
    )
    publication_key: SecretStr = Field(
        description="private key (Ed25519, base64 of 32 bytes) that signs published results and their log"
    )
    retention_days: int = Field(
        default=730, ge=0, description="days after a selection for which data of the unsuccessful is kept"
    )
    log_name: str = Field(
        default="localhost/selections",
        description="name of the log of published results, like an address without its scheme; for good",
    )
    public_address: str = Field(
        default="http://127.0.0.1:8000",
        description="where the public reaches the gateway, for links; https in production",
    )

    @model_validator(mode="after")
    def _keys_are_usable(self) -> Self:
        keys = [self.nik_key, self.nik_index_key, self.exchange_key, self.publication_key]
        for key in (*keys, *self.nik_old_keys):
            key_of(key)
        if len(set(keys)) < len(keys):
            raise ValueError("NIK_KEY, NIK_INDEX_KEY, EXCHANGE_KEY and PUBLICATION_KEY must differ")
        return self

    @model_validator(mode="after")
    def _log_has_a_name(self) -> Self:
        if not is_key_name(self.log_name):
            raise ValueError("LOG_NAME has no spaces, control characters or plus")
        return self

    @model_validator(mode="after")
    def _own_tokens_are_trusted(self) -> Self:
        signing = json.loads(public_key_set(self.applicant_signing_key.get_secret_value()))["keys"]
        trusted = json.loads(self.applicant_keys or "{}").get("keys", [])
        if not all(key in trusted for key in signing):
            raise ValueError("APPLICANT_KEYS does not hold the public half of APPLICANT_SIGNING_KEY")
        return self

    def _refuse_development(self) -> None:
        super()._refuse_development()
        if not self.public_address.startswith("https://"):
            raise ValueError("PUBLIC_ADDRESS is an https address in production")
