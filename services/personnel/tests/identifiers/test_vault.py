import base64
import os
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet

from abdi.crypto import FieldUnreadable
from personnel.identifiers.vault import NikVault
from personnel.settings import PersonnelSettings

NIK = "1671010508900001"


def vault(**given: Any) -> NikVault:
    keys = {"nik_key": key(), "nik_index_key": key(), "exchange_key": key(), **given}
    return NikVault(
        PersonnelSettings(
            token_keys_file=Path("keys.json"),
            database_url="postgresql://localhost/personnel",
            cursor_key=Fernet.generate_key().decode(),
            **keys,
        )
    )


def key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def test_nik_is_shown_masked() -> None:
    person = uuid4()
    one = vault()
    assert one.masked(person, one.seal(person, NIK)) == "************0001"


def test_sealed_nik_opens_only_in_its_own_row() -> None:
    one = vault()
    sealed = one.seal(uuid4(), NIK)
    with pytest.raises(FieldUnreadable):
        one.masked(uuid4(), sealed)


def test_keys_rotate_and_the_digest_stays() -> None:
    person, old, index = uuid4(), key(), key()
    before = vault(nik_key=old, nik_index_key=index)
    after = vault(nik_key=key(), nik_index_key=index, nik_old_keys=[old])
    assert after.masked(person, before.seal(person, NIK)) == "************0001"
    assert after.digest(NIK) == before.digest(NIK)
