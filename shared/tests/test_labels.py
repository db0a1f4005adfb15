"""Labels of several services as one, and the search for codes without one."""

from typing import Any

import pytest

from abdi.i18n import Text
from abdi.labels import merged, picked
from abdi.testing.labels import list_codes_without_label

STATES = {"plan_state": {"draft": "Rancangan", "agreed": "Ditetapkan"}}


def test_labels_are_picked_in_one_language() -> None:
    labels = {"sex": {"male": Text("Laki-laki", "Male")}}
    assert picked(labels, "id") == {"sex": {"male": "Laki-laki"}}
    assert picked(labels, "en") == {"sex": {"male": "Male"}}


def test_equal_sets_become_one_and_complete_each_other() -> None:
    first, second = {"type": {"PNS": "PNS", "CPNS": "CPNS"}}, {"type": {"CPNS": "CPNS", "PPPK": "PPPK"}}
    assert merged({"a": first, "b": second}) == {"type": {"PNS": "PNS", "CPNS": "CPNS", "PPPK": "PPPK"}}


def test_sets_that_disagree_keep_apart_under_the_name_of_their_service() -> None:
    found = merged({"b": {"state": {"open": "Buka"}}, "a": {"state": {"open": "Terbuka"}, "sex": {}}})
    assert found == {"a.state": {"open": "Terbuka"}, "b.state": {"open": "Buka"}, "sex": {}}
    assert list(found) == sorted(found)


def document(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"components": {"schemas": {name: schema}}}


@pytest.mark.parametrize(
    ("found", "lacking"),
    [
        pytest.param(document("PlanState", {"enum": ["draft", "agreed"]}), 0, id="labelled"),
        pytest.param(document("PlanState", {"enum": ["draft", "lost", "new"]}), 2, id="new codes"),
        pytest.param(document("OtherState", {"enum": ["draft"]}), 1, id="named enum without its set"),
        pytest.param(document("Plan", {"properties": {"state": {"enum": ["draft"]}}}), 0, id="nameless"),
        pytest.param(document("Plan", {"properties": {"state": {"enum": ["gone"]}}}), 1, id="nameless new"),
        pytest.param(document("Plan", {"properties": {"state": {"const": "gone"}}}), 1, id="single code"),
        pytest.param(document("Plan", {"properties": {"enum": {"type": "string"}}}), 0, id="called enum"),
        pytest.param(document("Plan", {"properties": {"is_on": {"const": True}}}), 0, id="no code"),
        pytest.param(document("Plan", {"example": {"enum": ["gone"]}}), 0, id="in an example"),
    ],
)
def test_code_without_label_is_found(found: dict[str, Any], lacking: int) -> None:
    assert len(list_codes_without_label(found, STATES)) == lacking
