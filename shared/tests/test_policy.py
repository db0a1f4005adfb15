import pytest

from abdi.clock import new_id
from abdi.policy import Allow, Deny, is_self, of_own_agency, others, visible
from abdi.problems import NotFound
from abdi.testing.principals import employee, officer, service_account


def test_agency_is_ones_own_only_when_both_are_known_and_equal() -> None:
    assert of_own_agency(officer("5671"), "5671")
    assert not of_own_agency(officer("5671"), "1000")
    assert not of_own_agency(service_account("promotion"), None)


def test_person_is_recognised_by_the_employee_id() -> None:
    mine = new_id()
    assert is_self(employee(mine), mine)
    assert not is_self(employee(mine), new_id())
    assert not is_self(officer("5671"), None)


def test_refused_object_looks_absent() -> None:
    assert visible(Allow(frozenset({"nik"}))).masked == {"nik"}
    with pytest.raises(NotFound):
        visible(Deny("other_agency"))


def test_others_are_all_but_oneself() -> None:
    mine, hers = new_id(), new_id()
    assert others(employee(mine), [mine, hers]) == [hers]
    assert others(officer("5671"), [mine, hers]) == [mine, hers]
