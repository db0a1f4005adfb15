from collections.abc import Callable
from typing import Any

import pytest
from cryptography.fernet import Fernet

from abdi.settings import ServiceSettings
from abdi.tokens import DevKeys

MakeSettings = Callable[..., ServiceSettings]


@pytest.fixture
def make_settings(token_keys: DevKeys) -> MakeSettings:
    def make(**changes: Any) -> ServiceSettings:
        values: dict[str, Any] = {
            "name": "ledger",
            "env": "test",
            "database_url": "postgresql://nobody@127.0.0.1:1/none",
            "cursor_key": Fernet.generate_key().decode(),
            "token_keys_file": token_keys.public,
        }
        return ServiceSettings(**(values | changes))

    return make
