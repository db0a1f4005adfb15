"""Where a service keeps what is no Python."""

import sys
from pathlib import Path

import pytest

from abdi.places import folder_of


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "src" / "placed_toy"
    made.mkdir(parents=True)
    (made / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path / "src")
    monkeypatch.delitem(sys.modules, "placed_toy", raising=False)
    return made


def test_in_a_checkout_it_lies_beside_the_package(package: Path, tmp_path: Path) -> None:
    (tmp_path / "migrations").mkdir()
    assert folder_of("placed_toy", "migrations") == tmp_path / "migrations"


def test_installed_it_lies_inside_and_that_one_counts(package: Path, tmp_path: Path) -> None:
    (tmp_path / "migrations").mkdir()
    (package / "migrations").mkdir()
    assert folder_of("placed_toy", "migrations") == package / "migrations"


def test_what_is_nowhere_is_an_error(package: Path) -> None:
    with pytest.raises(LookupError, match="placed_toy has no rulesets"):
        folder_of("placed_toy", "rulesets")
    with pytest.raises(ModuleNotFoundError):
        folder_of("no_such_package", "migrations")
