"""What is written from the code for a deployment."""

import json
from pathlib import Path

import pytest
from pydantic import Field, SecretStr

from abdi.dev import settings_page
from abdi.dev.image_locks import needed, part_of_lock, pins
from abdi.dev.processes import DevError
from abdi.dev.realm import realm, scopes
from abdi.dev.settings_page import SettingUnexplained, read_settings
from abdi.settings import AppSettings

LOCK = """\
alpha==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:ab
beta==2.0 ; sys_platform == 'win32' \\
    --hash=sha256:ba
"""


def test_pins_keep_their_hashes() -> None:
    assert pins(LOCK)["alpha"].count("--hash") == 2
    assert pins(LOCK)["beta"].startswith("beta==2.0 ; sys_platform")


def test_a_package_brings_what_it_needs_and_no_extra_that_nobody_asked_for() -> None:
    assert {"fastapi", "starlette", "nats-py"} <= needed(["abdi-kit"])
    assert not {"pytest", "opentelemetry-sdk"} & needed(["abdi-kit"])
    assert "opentelemetry-sdk" in needed(["abdi-kit[telemetry]"])


def test_a_lock_that_lacks_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text(LOCK)
    with pytest.raises(DevError, match=r"does not pin .*hatchling"):
        part_of_lock(["hatchling"], tmp_path / "lock")


def test_settings_are_told_with_defaults_secrets_and_readers() -> None:
    found = {setting.name: setting for setting in read_settings()}
    assert found["CURSOR_KEY"].is_secret
    assert found["DATABASE_URL"].is_secret
    assert found["NIK_OLD_KEYS"].is_secret
    assert not found["LOG_LEVEL"].is_secret
    assert found["LOG_LEVEL"].defaults["gateway"] == "`INFO`"
    assert set(found["NIK_KEY"].defaults) == {"personnel", "recruitment"}


def test_a_setting_without_a_meaning_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(AppSettings):
        name: str = "silent"
        odd: SecretStr = Field()

    monkeypatch.setattr(settings_page, "settings_class", lambda _: Silent)
    with pytest.raises(SettingUnexplained, match="ODD"):
        read_settings(["silent"])


def test_the_realm_gives_tokens_that_our_services_understand() -> None:
    frontend, agency = realm()["clients"]
    claims = {mapper["config"].get("claim.name") for mapper in frontend["protocolMappers"]}
    assert claims == {None, "kind", "agency", "employee_id"}
    audiences = {mapper["config"].get("included.custom.audience") for mapper in frontend["protocolMappers"]}
    assert AppSettings.model_fields["token_audience"].default in audiences
    assert frontend["attributes"]["pkce.code.challenge.method"] == "S256"
    assert frontend["attributes"]["access.token.header.type.rfc9068"] == "true"
    assert realm()["defaultSignatureAlgorithm"] in AppSettings.model_fields["token_algorithms"].default
    assert "secret" not in json.dumps(agency)
    assert agency["optionalClientScopes"] == scopes()


def test_people_cannot_change_the_attributes_that_decide_what_they_see() -> None:
    (provider,) = realm()["components"]["org.keycloak.userprofile.UserProfileProvider"]
    profile = json.loads(provider["config"]["kc.user.profile.config"][0])
    closed = {one["name"] for one in profile["attributes"] if one["permissions"]["edit"] == ["admin"]}
    assert closed == {"agency", "employee_id"}
