"""Least openings for special needs."""

import pytest

from recruitment.selections.intakes import rules_of_intake
from recruitment.selections.rules.quotas import check_quotas, required_openings
from recruitment.selections.rules.standard import AgencyKind, CpnsSelection


@pytest.mark.parametrize(
    ("allocation", "papua"),
    [(1, 1), (199, 1), (200, 1), (201, 2), (1000, 2), (1001, 3), (2000, 3), (2001, 4), (90_000, 4)],
)
def test_papua_in_2021_by_the_size_of_the_allocation(allocation: int, papua: int) -> None:
    found = {
        one.need: one.openings for one in required_openings(allocation, "central", rules_of_intake("2021"))
    }
    assert found["papua"] == papua


@pytest.mark.parametrize(
    ("agency", "allocation", "required"),
    [
        ("central", 100, {"cumlaude": 10, "disability": 2, "papua": 1}),
        ("central", 101, {"cumlaude": 11, "disability": 3, "papua": 1}),
        ("regional", 388, {"disability": 8}),
        ("regional", 50, {"disability": 1}),
        ("central", 0, {"cumlaude": 0, "disability": 0}),
    ],
)
def test_shares_of_2021_are_rounded_up(agency: AgencyKind, allocation: int, required: dict[str, int]) -> None:
    found = required_openings(allocation, agency, rules_of_intake("2021"))
    assert {one.need: one.openings for one in found} == required


def test_too_few_openings_say_how_many_are_missing(standard: CpnsSelection) -> None:
    short, enough = {"general": 99, "disability": 1}, {"general": 98, "disability": 2}
    (reason,) = check_quotas(short, "regional", standard)
    assert (reason.rule, reason.passed, reason.found) == ("quotas.disability", False, 1)
    assert reason.remedy is not None
    assert reason.remedy.en == "Add 1 openings."
    assert check_quotas(enough, "regional", standard)[0].passed
