"""What `decide` says of one object, rule by rule."""

from typing import Any
from uuid import UUID

import pytest

from abdi.clock import new_id
from abdi.policy import (
    Allow,
    Deny,
    OwnCase,
    Permission,
    Resource,
    below,
    decide,
    everywhere,
    in_agency,
    in_unit,
    own,
    permitted,
)
from abdi.problems import Forbidden
from abdi.testing.principals import agency_system, employee, officer, service_account, unit_officer
from abdi.tokens import Grant, Principal

ME, HERS, BOSS = new_id(), new_id(), new_id()
UNIT = new_id()
SEE = Permission(
    name="archive.letter.read",
    rules=(
        own(masked={"remark"}),
        below(masked={"nik"}),
        in_unit(masked={"nik", "remark"}),
        in_agency("agency_officer"),
        in_agency("agency_system", masked={"nik"}),
        everywhere(),
    ),
)
SEAL = Permission(name="archive.letter.seal", rules=(below(), in_agency("agency_officer")), not_own=True)
OF_HERS = Resource("5671", HERS, superiors=frozenset({BOSS}), units=frozenset({UNIT}))


def stand_in(employee_id: UUID = ME, **facts: Any) -> Principal:
    given = {"id": new_id(), "role": "superior", "agency": "5671", "of": BOSS, "kind": "plt", **facts}
    grant = Grant.model_validate(given)
    roles = frozenset({"employee", "superior"})
    return employee(employee_id, agency="5671", roles=roles, grants=(grant,))


def superior(employee_id: UUID, agency: str = "5671") -> Principal:
    return employee(employee_id, agency=agency, roles=frozenset({"employee", "superior"}))


@pytest.mark.parametrize(
    ("principal", "masked"),
    [
        (employee(HERS), {"remark"}),
        (superior(BOSS), {"nik"}),
        (unit_officer("5671", UNIT), {"nik", "remark"}),
        (officer("5671"), set()),
        (agency_system("5671", "archive.letter.read"), {"nik"}),
        (service_account("gateway"), set()),
        (stand_in(), {"nik"}),
    ],
)
def test_each_reach_permits_and_masks_as_its_rule_says(principal: Principal, masked: set[str]) -> None:
    decision = decide(principal, SEE, OF_HERS)
    assert isinstance(decision, Allow)
    assert decision.masked == masked


@pytest.mark.parametrize(
    "principal",
    [
        employee(ME, agency="5671"),
        superior(ME),
        superior(BOSS, agency="6671"),
        unit_officer("5671", new_id()),
        unit_officer("6671", UNIT),
        officer("6671"),
        agency_system("6671", "archive.letter.read"),
        stand_in(agency="6671"),
        stand_in(actions=frozenset({"archive.letter.seal"})),
        stand_in(of=new_id()),
    ],
)
def test_whom_no_rule_reaches_is_refused_with_what_would_do(principal: Principal) -> None:
    decision = decide(principal, SEE, OF_HERS)
    assert isinstance(decision, Deny)
    (reason,) = decision.reasons
    assert reason.rule == "policy.archive.letter.read"
    needed = [{"role": rule.role, "reach": rule.reach.value} for rule in SEE.rules]
    assert reason.required == {"any_of": needed}
    assert reason.found == {"roles": sorted(principal.roles)}
    assert reason.remedy
    assert reason.remedy.id


def test_system_without_the_scope_is_told_which_one_it_needs() -> None:
    decision = decide(agency_system("5671", "archive.letter.seal"), SEE, OF_HERS)
    assert isinstance(decision, Deny)
    (reason,) = decision.reasons
    assert reason.required == {"scope": "archive.letter.read"}
    assert reason.found == {"scopes": ["archive.letter.seal"]}


def test_act_that_was_lent_brings_the_reading_that_it_needs() -> None:
    sealing = stand_in(actions=frozenset({"archive.letter.seal"}))
    lent = SEE.model_copy(update={"implied_by": frozenset({"archive.letter.seal"})})
    assert isinstance(decide(sealing, SEE, OF_HERS), Deny)
    assert isinstance(decide(sealing, lent, OF_HERS), Allow)


def test_second_role_never_hides_what_the_first_one_shows() -> None:
    both = unit_officer("5671", UNIT, employee_id=HERS, roles=frozenset({"employee", "unit_officer"}))
    assert decide(both, SEE, OF_HERS) == Allow(frozenset({"remark"}))


def test_nobody_acts_in_the_own_case_whatever_the_role() -> None:
    mine = Resource("5671", ME, superiors=frozenset({ME, BOSS}))
    for principal in (officer("5671", employee_id=ME), superior(ME), stand_in()):
        decision = decide(principal, SEAL, mine)
        assert isinstance(decision, Deny)
        with pytest.raises(OwnCase) as refused:
            permitted(decision)
        assert refused.value.extra["reasons"][0].rule == "policy.not_own_case"
    assert decide(officer("5671"), SEAL, mine) == Allow()


def test_refused_act_says_why() -> None:
    with pytest.raises(Forbidden) as refused:
        permitted(decide(officer("6671"), SEAL, OF_HERS))
    assert not isinstance(refused.value, OwnCase)
    assert [reason.passed for reason in refused.value.extra["reasons"]] == [False]


def test_who_acts_in_anothers_place_is_known_unless_the_own_authority_does() -> None:
    assert decide(stand_in(), SEAL, OF_HERS) == Allow(acted_for=BOSS)
    named = frozenset({"archive.letter.seal"})
    assert decide(stand_in(kind="delegation", actions=named), SEAL, OF_HERS) == Allow(acted_for=BOSS)
    over_me = Resource("5671", HERS, superiors=frozenset({BOSS, ME}))
    assert decide(stand_in(), SEAL, over_me) == Allow()


def test_permission_is_held_by_whom_some_object_could_be_open() -> None:
    assert SEAL.allows(stand_in())
    assert SEAL.allows(stand_in(actions=frozenset({"archive.letter.seal"})))
    assert not SEAL.allows(agency_system("5671", "archive.letter.seal"))
    assert not SEAL.allows(employee(ME))
    assert SEE.roles == {
        "employee", "superior", "unit_officer", "agency_officer", "agency_system", "service"
    }  # fmt: skip
