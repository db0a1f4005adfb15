"""One demo, written once for all tests that only read it."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from abdi_demo import DEMO_SIZES, write_demo


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_demo(folder, DEMO_SIZES)
    return folder


@pytest.fixture(scope="session")
def table(demo_folder: Path) -> Callable[[str], list[dict[str, str]]]:
    def rows(name: str) -> list[dict[str, str]]:
        with (demo_folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return rows
