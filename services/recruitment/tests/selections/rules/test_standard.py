"""The rule sets as they are shipped, and what the model refuses."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from abdi.places import folder_of
from abdi.rulesets import RuleSetFile, read_rule_sets
from recruitment.selections.intakes import UnknownIntake, rules_of_intake
from recruitment.selections.rules.standard import CPNS_SELECTION, CpnsSelection

FILES = [file for file in read_rule_sets(folder_of("recruitment", "rulesets")) if file.name == CPNS_SELECTION]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.version)
def test_every_rule_set_is_complete_and_names_its_law(file: RuleSetFile) -> None:
    standard = CpnsSelection.model_validate(file.values)
    assert file.legal_basis
    assert file.unverified
    assert all(standard.articles.values())
    assert standard.paper.maximum == 550
    assert CpnsSelection.model_validate(file.model_dump(mode="json")["values"]) == standard


def test_each_day_since_2021_has_one_rule_set() -> None:
    assert [file.version for file in FILES] == ["2021", "2023", "2024"]
    ends = [file.valid_to for file in FILES]
    assert ends == [date(2023, 9, 15), date(2024, 8, 18), None]
    starts = [file.valid_from for file in FILES]
    assert [(start - end).days for start, end in zip(starts[1:], ends, strict=False) if end] == [1, 1]


def test_an_intake_without_rules_names_those_that_there_are() -> None:
    with pytest.raises(UnknownIntake, match="2021, 2023, 2024"):
        rules_of_intake("2019")


def changed(path: str, value: Any) -> dict[str, Any]:
    values: dict[str, Any] = CpnsSelection.model_validate(FILES[-1].values).model_dump(mode="json")
    held: Any = values
    *way, last = path.split("/")
    for name in way:
        held = held[name]
    held[last] = value
    return values


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("paper/parts/twk/maximum", 155, "items and points"),
        ("paper/maximum", 500, "the parts of the paper"),
        ("final_score/skd_weight", 50, "make 100"),
        ("thresholds/general/twk", 155, "threshold of general"),
        ("thresholds/cumlaude/total", 80, "threshold of cumlaude"),
        ("special_needs", ["veterans"], "has no threshold"),
        ("ranking", ["skd_total", "final_score"], "begins with the final score"),
        ("ranking", ["final_score", "tkp", "tkp"], "names nothing twice"),
        ("results/skd/below", "XX", "XX"),
        ("caveats", {"weather": {"id": "a", "en": "b"}}, "about no topic"),
        ("articles", {"paper": "x"}, "no article"),
        ("shortlist/places", 3, "Extra inputs"),
    ],
)
def test_a_rule_set_that_contradicts_itself_is_refused(path: str, value: Any, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        CpnsSelection.model_validate(changed(path, value))


def test_the_unchanged_rule_set_is_taken() -> None:
    assert CpnsSelection.model_validate(changed("shortlist/multiple", 3)) == rules_of_intake("2024")
