import json
from pathlib import Path

from abdi.auth.devkeys import ensure_dev_keys


def test_keys_are_made_once(tmp_path: Path) -> None:
    first = ensure_dev_keys(tmp_path / "keys").private.read_text()
    assert ensure_dev_keys(tmp_path / "keys").private.read_text() == first


def test_private_key_is_for_its_owner_only_and_the_public_one_holds_no_secret(tmp_path: Path) -> None:
    keys = ensure_dev_keys(tmp_path)
    assert keys.private.stat().st_mode & 0o777 == 0o600
    (public,) = json.loads(keys.public.read_text())["keys"]
    assert "d" not in public
    assert public["kid"] == json.loads(keys.private.read_text())["kid"]


def test_lost_public_key_set_is_made_again(tmp_path: Path) -> None:
    keys = ensure_dev_keys(tmp_path)
    before = keys.public.read_text()
    keys.public.unlink()
    ensure_dev_keys(tmp_path)
    assert keys.public.read_text() == before
