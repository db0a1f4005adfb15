"""The rules of the intakes as they are shipped, and the published results."""

from pathlib import Path

import pytest

from recruitment.selections.intakes import rules_of_intake
from recruitment.selections.rules.standard import CpnsSelection

PUBLISHED = Path(__file__).parent / "data" / "cpns-2024-final-scores.csv"


@pytest.fixture(scope="session")
def standard() -> CpnsSelection:
    """The rules of intake 2024."""
    return rules_of_intake("2024")


@pytest.fixture(scope="session")
def published() -> Path:
    """2,014 published final results of 2024; see ORIGIN.md beside them."""
    return PUBLISHED
