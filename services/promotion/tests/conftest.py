"""The rule sets as they are shipped, careers, and events of the services we listen to."""

import tomllib
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from abdi.rulesets import read_rule_sets, store_rule_sets
from abdi.testing.message_fixtures import Unit
from promotion.eligibilities.rules.facts import CareerFacts
from promotion.eligibilities.rules.standard import PeriodRule, RegularPromotion

RULESETS = Path(__file__).parent.parent / "rulesets"
PALEMBANG = "5671"
State = Callable[..., dict[str, Any]]


def read_ruleset(name: str, version: str) -> dict[str, Any]:
    return tomllib.loads((RULESETS / name / f"{version}.toml").read_text())


@pytest.fixture(scope="session")
def standard() -> RegularPromotion:
    """Today's rules of regular promotion."""
    return RegularPromotion.model_validate(read_ruleset("regular-promotion", "2025")["values"])


@pytest.fixture(scope="session")
def capped_standard() -> RegularPromotion:
    """The rules until May 2025, with the superior's rank as a limit."""
    return RegularPromotion.model_validate(read_ruleset("regular-promotion", "2002")["values"])


@pytest.fixture(scope="session")
def periods() -> Sequence[PeriodRule]:
    """All rules of effective dates."""
    files = (read_ruleset("promotion-periods", version) for version in ("2000", "2024", "2025"))
    return [
        PeriodRule(
            valid_from=file["valid_from"],
            valid_to=file.get("valid_to"),
            months=frozenset(file["values"]["months"]),
        )
        for file in files
    ]


@pytest.fixture(scope="session")
def fit() -> CareerFacts:
    """A pelaksana who fulfils every rule on 1 December 2026."""
    return CareerFacts(
        employment_type="PNS",
        status="active",
        appointed_on=date(2015, 3, 1),
        post_kind="pelaksana",
        rank="III/a",
        rank_since=date(2022, 12, 1),
        education_level="S1",
        predicates={2024: "good", 2025: "very_good"},
    )


@pytest.fixture
async def rules_in_force(unit: Unit) -> None:
    """The shipped rule sets in the test's database."""
    async with unit() as session:
        await store_rule_sets(session, read_rule_sets(RULESETS))


@pytest.fixture
def employee_id() -> UUID:
    """The person of the test."""
    return uuid4()


@pytest.fixture
def state_of(employee_id: UUID) -> State:
    """What personnel says of a pelaksana who lacks only predicates on the test's clock."""

    def make(**changes: Any) -> dict[str, Any]:
        state: dict[str, Any] = {
            "employee_id": str(employee_id),
            "agency": PALEMBANG,
            "nip": "199001012015031001",
            "name": "Siti Aminah",
            "employment_type": "PNS",
            "status": "active",
            "birth_date": "1990-01-01",
            "sex": "female",
            "appointed_on": "2015-03-01",
            "rank": {"code": "III/a", "since": "2021-04-01"},
            "education": {"level": "S1", "since": "2014-08-01"},
            "position": {"position_id": str(uuid4()), "kind": "pelaksana", "title": "Pengadministrasi"},
            "superior_id": None,
            "discipline": [],
        }
        changed = state | changes
        return {"employee_id": changed["employee_id"], "state": changed}

    return make


@pytest.fixture
def evaluation_of(employee_id: UUID) -> State:
    """What performance says of the evaluation of a year."""

    def make(year: int, predicate: str, **changes: Any) -> dict[str, Any]:
        return {
            "evaluation_id": str(uuid4()),
            "employee_id": str(employee_id),
            "year": year,
            "work_result": "as_expected",
            "behaviour": "as_expected",
            "predicate": predicate,
            "rule_set": "2022",
            "completed_on": f"{year + 1}-01-20",
            **changes,
        }

    return make
