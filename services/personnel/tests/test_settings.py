import base64
import os
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from pydantic import ValidationError

from personnel.settings import PersonnelSettings


def settings(**changes: Any) -> PersonnelSettings:
    given: dict[str, Any] = {
        "token_keys_file": Path("keys.json"),
        "database_url": "postgresql://localhost/personnel",
        "cursor_key": Fernet.generate_key().decode(),
        "token_issuer": "https://sign-in.example",
        "exchange_key": key(),
    }
    return PersonnelSettings(**(given | changes))


def key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def test_keys_must_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NIK_KEY", "NIK_INDEX_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ValidationError, match="nik_key"):
        settings()
    assert settings(nik_key=key(), nik_index_key=key()).env == "development"


def test_one_key_does_not_serve_both_purposes() -> None:
    same = key()
    with pytest.raises(ValidationError, match="differ"):
        settings(nik_key=same, nik_index_key=same)


def test_short_keys_are_refused() -> None:
    with pytest.raises(ValidationError, match="32 bytes"):
        settings(nik_key=base64.b64encode(b"short").decode(), nik_index_key=key())
