import base64
import os
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from pydantic import ValidationError

from abdi.tokens import new_signing_key, public_key_set
from recruitment.settings import Settings

KEYS = ("nik_key", "nik_index_key", "exchange_key", "publication_key")


def key(size: int = 32) -> str:
    return base64.b64encode(os.urandom(size)).decode()


SIGNING = new_signing_key()


def settings(**given: Any) -> Settings:
    return Settings(
        token_keys_file=Path("keys.json"),
        database_url="postgresql://localhost/recruitment",
        cursor_key=Fernet.generate_key().decode(),
        **{"applicant_signing_key": SIGNING, "applicant_keys": public_key_set(SIGNING), **given},
    )


@pytest.mark.parametrize("missing", KEYS)
def test_keys_must_be_given(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEYS:
        monkeypatch.delenv(name.upper(), raising=False)
    with pytest.raises(ValidationError, match=missing):
        settings(**{name: key() for name in KEYS if name != missing})


def test_one_key_does_not_serve_two_purposes() -> None:
    same = key()
    for two in combinations(KEYS, 2):
        given = {name: key() for name in KEYS} | dict.fromkeys(two, same)
        with pytest.raises(ValidationError, match="differ"):
            settings(**given)


def test_short_keys_are_refused() -> None:
    for short in KEYS:
        with pytest.raises(ValidationError, match="32 bytes"):
            settings(**{name: key(16 if name == short else 32) for name in KEYS})


@pytest.mark.parametrize("name", ["", "two words", "a+b"])
def test_a_log_has_a_name_that_signatures_can_carry(name: str) -> None:
    with pytest.raises(ValidationError, match="LOG_NAME"):
        settings(**{each: key() for each in KEYS}, log_name=name)


def test_tokens_that_nobody_would_trust_are_not_given_out() -> None:
    given = {name: key() for name in KEYS}
    assert settings(**given).applicant_keys
    with pytest.raises(ValidationError, match="APPLICANT_KEYS"):
        settings(**given, applicant_keys=public_key_set(new_signing_key()))


def test_links_that_the_public_follows_are_safe_in_production() -> None:
    given = {name: key() for name in KEYS} | {"env": "production", "token_issuer": "https://id.example.go.id"}
    with pytest.raises(ValidationError, match="PUBLIC_ADDRESS"):
        settings(**given)
    assert settings(**given, public_address="https://api.example.go.id").public_address
