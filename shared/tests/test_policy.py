import pytest

from abdi.clock import new_id
from abdi.policy import (
    Allow,
    Deny,
    Permission,
    capacity_of,
    in_agency,
    is_self,
    others,
    own,
    purpose_of,
    visible,
)
from abdi.problems import NotFound
from abdi.testing.principals import employee, officer
from abdi.tokens import Grant, Principal


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


def test_audit_tells_only_the_roles_and_purposes_that_the_permission_rests_on() -> None:
    grants = tuple(
        Grant(id=new_id(), role=role, agency="5671", kind="role", purpose=purpose)
        for role, purpose in (("auditor", "pemeriksaan khusus"), ("committee_member", "seleksi 2026"))
    )
    somebody: Principal = employee(new_id()).model_copy(
        update={"grants": grants, "roles": frozenset({"employee", "auditor", "committee_member"})}
    )
    watched = Permission(name="archive.note.read", rules=(own(), in_agency("auditor")))
    assert capacity_of(somebody, watched) == "auditor"
    assert purpose_of(somebody, watched) == "pemeriksaan khusus"
    plain = Permission(name="archive.note.write", rules=(own(),))
    assert capacity_of(somebody, plain) == "employee"
    assert purpose_of(somebody, plain) is None
