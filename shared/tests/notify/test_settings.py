"""How mail and files may be set up, and what production refuses."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from pydantic import ValidationError

from abdi.notify import NoticeKeeping
from abdi.testing.toy_desk import Settings

SMTP = {"smtp_url": "smtps://u:p@mail.example.go.id:465", "mail_from": "Abdi <no-reply@example.go.id>"}


def settings(**given: Any) -> Settings:
    return Settings(
        token_keys_file=Path("keys.json"),
        database_url="postgresql://localhost/desk",
        cursor_key=Fernet.generate_key().decode(),
        **given,
    )


def production(**given: Any) -> Settings:
    return settings(env="production", token_issuer="https://id.example.go.id", **given)


async def nobody(_session: Any, _people: Any) -> dict[Any, str]:
    return {}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"smtp_url": "http://x"}, "smtp://"),
        ({"smtp_url": "smtp://x"}, "MAIL_FROM"),
        (SMTP | {"mail_from": "nobody"}, "MAIL_FROM"),
        ({"files_url": "file:///"}, "FILES_URL"),
        ({"files_url": "https://x"}, "FILES_URL"),
        ({"files_url": "s3://bucket"}, "FILES_KEY_ID"),
        ({"files_scanner": "clamd://host"}, "FILES_SCANNER"),
    ],
)
def test_what_cannot_work_is_refused_at_the_start(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        settings(**given)


def test_production_has_no_mailbox_with_or_without_a_mail_server() -> None:
    off = NoticeKeeping(production(), address_of=nobody)
    assert (off.mailbox, off.way) == (None, None)
    on = NoticeKeeping(production(**SMTP), address_of=nobody)
    assert (on.mailbox, on.way is not None) == (None, True)
    assert NoticeKeeping(settings(), address_of=nobody).mailbox is not None


def test_production_speaks_to_a_store_over_tls() -> None:
    given = {"files_url": "s3://bucket/x", "files_key_id": "a", "files_secret_key": "b"}
    with pytest.raises(ValidationError, match="https"):
        production(**given, files_endpoint="http://store:9000")
    assert settings(**given, files_endpoint="http://store:9000").files_url == "s3://bucket/x"
