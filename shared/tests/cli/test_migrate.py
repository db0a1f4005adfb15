import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from abdi.cli import build
from abdi.dev.ports import free_port


def test_without_an_address_and_a_laptop_it_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
    monkeypatch.setattr(os, "environ", {**kept, "ABDI_STATE": str(tmp_path)})
    result = CliRunner().invoke(build(["migrate"]), ["migrate", "promotion"])
    assert result.exit_code == 1
    assert "Give --database-url" in result.output


def test_database_that_does_not_answer_is_one_sentence() -> None:
    nowhere = f"postgresql://a:b@127.0.0.1:{free_port()}/promotion"
    asked = ["migrate", "promotion", "--database-url", nowhere]
    result = CliRunner().invoke(build(["migrate"]), asked)
    assert result.exit_code == 1
    assert result.output.startswith("promotion: its database does not answer")
