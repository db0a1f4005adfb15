"""Settings from the environment and from files of secrets."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import ValidationError

from abdi.settings import SECRETS_VARIABLE, ServiceSettings, read_secret

URL = "postgresql://a:b@127.0.0.1:1/c"


class Settings(ServiceSettings):
    name: str = "toy"


@pytest.fixture(autouse=True)
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in ("DATABASE_URL", "CURSOR_KEY", "NATS_URL"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("TOKEN_KEYS_FILE", str(tmp_path / "keys"))
    monkeypatch.setenv(SECRETS_VARIABLE, str(tmp_path))
    (tmp_path / "database_url").write_text(f"{URL}\n")
    (tmp_path / "cursor_key").write_text(Fernet.generate_key().decode())
    return tmp_path


def test_secrets_are_read_from_files_without_their_line_ends() -> None:
    assert Settings().database_url == URL


def test_the_environment_wins_over_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://other")
    assert Settings().database_url == "postgresql://other"


def test_a_folder_that_is_not_there_is_an_error_and_not_an_empty_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRETS_VARIABLE, "/no/such/folder")
    with pytest.raises(ValueError, match="SECRETS_DIR"):
        Settings()


def test_a_command_reads_its_secret_alike(secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_secret("NATS_ADMIN_URL") is None
    (secrets / "nats_admin_url").write_text("nats://admin:x@nats:4222\n")
    assert read_secret("NATS_ADMIN_URL") == "nats://admin:x@nats:4222"
    monkeypatch.setenv("NATS_ADMIN_URL", "nats://elsewhere")
    assert read_secret("NATS_ADMIN_URL") == "nats://elsewhere"


def test_production_lives_today(tmp_path: Path) -> None:
    ahead = tmp_path / "clock-shift"
    with pytest.raises(ValidationError, match="CLOCK_SHIFT_FILE"):
        Settings(env="production", token_issuer="https://id.example.go.id", clock_shift_file=ahead)
    assert Settings(clock_shift_file=ahead).clock_shift_file == ahead
