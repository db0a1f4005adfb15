"""The tests of SKB and the caps of their weights."""

from decimal import Decimal

import pytest

from recruitment.selections.intakes import rules_of_intake
from recruitment.selections.rules.components import Component, check_components
from recruitment.selections.rules.standard import AgencyKind, CpnsSelection


def failed(weights: dict[str, str], agency: AgencyKind, standard: CpnsSelection) -> list[str]:
    components = [Component(kind, Decimal(weight)) for kind, weight in weights.items()]
    reasons = check_components(components, agency, standard)
    return [reason.rule.removeprefix("skb.") for reason in reasons if not reason.passed]


@pytest.mark.parametrize(
    ("agency", "weights", "wrong"),
    [
        pytest.param("central", {"cat": "60", "academic_potential": "40"}, [], id="published 60 and 40"),
        pytest.param(
            "central",
            {"cat": "50", "work_practice": "35", "academic_potential": "15"},
            [],
            id="published BP2MI 2024",
        ),
        ("central", {"cat": "100"}, []),
        ("regional", {"cat": "60", "work_practice": "40"}, []),
        ("regional", {"cat": "50", "work_practice": "50"}, ["cat", "extras"]),
        ("regional", {"cat": "59.99", "work_practice": "40.01"}, ["cat", "extras"]),
        ("regional", {"cat": "60", "work_practice": "20", "fitness": "20"}, ["kinds"]),
        ("regional", {"cat": "95", "interview": "5"}, ["known_kinds", "interview"]),
        ("central", {"cat": "90", "interview": "10"}, []),
        ("central", {"cat": "89.9", "interview": "10.1"}, ["interview"]),
        (
            "central",
            {"cat": "60", "fitness": "10", "psychological": "10", "other": "10", "interview": "10"},
            ["kinds"],
        ),
        ("central", {"cat": "60", "fitness": "30"}, ["sum"]),
        ("central", {"cat": "60", "fitness": "50"}, ["sum"]),
        ("central", {"cat": "45", "fitness": "55"}, ["cat", "extras"]),
        ("central", {"cat": "90", "singing": "10"}, ["known_kinds"]),
        ("central", {"cat": "100", "fitness": "0"}, ["known_kinds"]),
        ("central", {"cat": "110", "fitness": "-10"}, ["known_kinds", "cat", "extras"]),
        ("central", {}, ["sum", "cat"]),
    ],
)
def test_weights_are_asked_for_their_caps(
    agency: AgencyKind, weights: dict[str, str], wrong: list[str], standard: CpnsSelection
) -> None:
    assert failed(weights, agency, standard) == wrong


def test_a_test_that_only_knocks_out_may_weigh_nothing(standard: CpnsSelection) -> None:
    tests = [Component("cat", Decimal(100)), Component("fitness", Decimal(0), is_knock_out=True)]
    assert all(reason.passed for reason in check_components(tests, "central", standard))


def test_a_kind_named_twice_is_refused(standard: CpnsSelection) -> None:
    tests = [Component("cat", Decimal(60)), *[Component("fitness", Decimal(20))] * 2]
    (wrong,) = [reason for reason in check_components(tests, "central", standard) if not reason.passed]
    assert (wrong.rule, wrong.found) == ("skb.known_kinds", ["fitness"])


def test_an_interview_weighed_more_under_the_earlier_rules(standard: CpnsSelection) -> None:
    weights = {"cat": "50", "interview": "30", "work_practice": "20"}
    assert failed(weights, "central", rules_of_intake("2021")) == []
    assert failed(weights, "central", standard) == ["interview"]
