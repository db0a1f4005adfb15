"""A publisher who signs what the rules do not give: the computation names the first row that differs."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import reduce
from operator import getitem
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from abdi.transparency.canonical import canonical_json, read_canonical
from recruitment.publications.differences import Difference
from recruitment.publications.row_checks import combined_skb

Check = Callable[[bytes], Difference | None]
Worlds = Callable[..., Any]
SEEDS = st.integers(min_value=0, max_value=10**6)
OUTCOMES = ("place", "decided_by", "code", "seat", "step")
DERIVED = ("skd_total", "skb", "final_score")
OTHER = {
    "place": st.integers(min_value=1, max_value=9) | st.none(),
    "decided_by": st.sampled_from(["final_score", "tkp", "age", "equal", None]),
    "code": st.sampled_from(["P/L", "P", "TL", "TH", "P/L-1", None]),
    "seat": st.sampled_from(["o00", "o01", "o02", None]),
    "step": st.sampled_from(["U-1", "E-2", None]),
    "skd_total": st.integers(min_value=0, max_value=550),
    "skb": st.sampled_from([Decimal("70.000"), Decimal("70.001"), None]),
    "final_score": st.sampled_from([Decimal("65.000"), Decimal("70.001"), None]),
}


def with_row(made: Any, index: int, **values: Any) -> Any:
    rows = list(made.rows)
    rows[index] = replace(rows[index], **values)
    return replace(made, rows=tuple(rows))


@settings(deadline=None, max_examples=90)
@given(data=st.data(), seed=SEEDS, field=st.sampled_from([*OUTCOMES, *DERIVED]))
def test_a_changed_outcome_is_named_with_what_the_rules_give(
    data: st.DataObject, seed: int, field: str, world: Worlds, checked: Check, key: Ed25519PrivateKey
) -> None:
    made = world(seed)
    index = data.draw(st.integers(min_value=0, max_value=len(made.rows) - 1))
    honest, value = getattr(made.rows[index], field), data.draw(OTHER[field])
    assume(value != honest)
    found = checked(with_row(made, index, **{field: value}).packed(key))
    assert found is not None
    assert (found.file, found.line, found.field) == ("rows.csv", index + 2, field)
    assert found.participant == made.rows[index].participant
    told = [("" if one is None else str(one)) for one in (honest, value)]
    assert [found.expected, found.found] == told


@settings(deadline=None, max_examples=40)
@given(data=st.data(), seed=SEEDS, field=st.sampled_from(["place", "code"]))
def test_a_changed_outcome_of_the_skd_list_is_named(
    data: st.DataObject, seed: int, field: str, world: Worlds, checked: Check, key: Ed25519PrivateKey
) -> None:
    made = world(seed, "skd")
    index = data.draw(st.integers(min_value=0, max_value=len(made.rows) - 1))
    value = data.draw(OTHER[field])
    assume(value != getattr(made.rows[index], field))
    found = checked(with_row(made, index, **{field: value}).packed(key))
    assert found is not None
    assert (found.line, found.field) == (index + 2, field)


def first_unlike(made: Any) -> tuple[int, str] | None:
    """Where the rows of `made` first differ from what the rules give for their own scores."""
    for number, (row, honest) in enumerate(zip(made.rows, made.judged().rows, strict=True), 2):
        for field in OUTCOMES:
            if getattr(row, field) != getattr(honest, field):
                return number, field
    return None


def summed(row: Any, **scores: Any) -> Any:
    """Other scores with all that follows from them in the row itself."""
    changed = replace(row, **scores)
    total = changed.twk + changed.tiu + changed.tkp
    return replace(changed, skd_total=total)


@settings(deadline=None, max_examples=40)
@given(data=st.data(), seed=SEEDS, points=st.sampled_from([-5, 5, 25]))
def test_a_better_score_that_fits_itself_moves_somebody_else(
    data: st.DataObject, seed: int, points: int, world: Worlds, checked: Check, key: Ed25519PrivateKey
) -> None:
    made = world(seed, "skd")
    index = data.draw(st.integers(min_value=0, max_value=len(made.rows) - 1))
    row = made.rows[index]
    assume(row.standing == "taking_part")
    rows = list(made.rows)
    rows[index] = summed(row, tiu=row.tiu + points)
    changed = replace(made, rows=tuple(rows))
    found = checked(changed.packed(key))
    assert (None if found is None else (found.line, found.field)) == first_unlike(changed)


@settings(deadline=None, max_examples=40)
@given(data=st.data(), seed=SEEDS, field=st.sampled_from(["twk", "tiu", "tkp", "cat"]))
def test_a_changed_score_alone_does_not_fit_its_row(
    data: st.DataObject, seed: int, field: str, world: Worlds, checked: Check, key: Ed25519PrivateKey
) -> None:
    made = world(seed)
    index = data.draw(st.integers(min_value=0, max_value=len(made.rows) - 1))
    row = made.rows[index]
    assume(row.standing == "taking_part")
    if field == "cat":
        changed = with_row(made, index, tests=dict(row.tests) | {"cat": row.tests["cat"] + 1})
    else:
        changed = with_row(made, index, **{field: getattr(row, field) + 5})
    found = checked(changed.packed(key))
    assert found is not None
    assert (found.line, found.field) == (index + 2, "skb" if field == "cat" else "skd_total")


@settings(deadline=None, max_examples=25)
@given(data=st.data(), seed=SEEDS)
def test_a_wrong_age_order_is_named_or_moves_somebody(
    data: st.DataObject, seed: int, world: Worlds, checked: Check, key: Ed25519PrivateKey
) -> None:
    made = world(seed)
    tied = [index for index, row in enumerate(made.rows) if row.age_order is not None]
    assume(tied)
    index = data.draw(st.sampled_from(tied))
    order = made.rows[index].age_order
    far = checked(with_row(made, index, age_order=99).packed(key))
    assert far is not None
    assert far.field == "age_order"
    gone = checked(with_row(made, index, age_order=None).packed(key))
    assert gone is not None
    assert (gone.line, gone.field) == (index + 2, "age_order")
    bare = checked(with_row(made, index, birth_date_commitment=None).packed(key))
    assert bare is not None
    assert (bare.line, bare.field) == (index + 2, "birth_date_commitment")
    alone = [i for i, row in enumerate(made.rows) if row.age_order is None]
    for other in alone[:1]:
        extra = with_row(made, other, age_order=order, birth_date_commitment="0" * 64)
        found = checked(extra.packed(key))
        assert found is not None
        assert (found.line, found.field) == (other + 2, "age_order")


@settings(deadline=None, max_examples=40)
@given(data=st.data(), seed=SEEDS, stage=st.sampled_from(["skd", "final"]))
def test_who_is_left_out_is_found_where_it_moves_somebody(
    data: st.DataObject, seed: int, stage: str, world: Worlds, checked: Check, key: Ed25519PrivateKey
) -> None:
    made = world(seed, stage)
    index = data.draw(st.integers(min_value=0, max_value=len(made.rows) - 1))
    changed = replace(made, rows=made.rows[:index] + made.rows[index + 1 :])
    found, unlike = checked(changed.packed(key)), first_unlike(changed)
    if found is None or found.field != "age_order":
        assert (None if found is None else (found.line, found.field)) == unlike


@settings(deadline=None, max_examples=40)
@given(data=st.data(), seed=SEEDS, by=st.sampled_from([-1, 1, 3]))
def test_another_number_of_openings_is_found_where_it_moves_somebody(
    data: st.DataObject, seed: int, by: int, world: Worlds, checked: Check, key: Ed25519PrivateKey
) -> None:
    made = world(seed)
    place = data.draw(st.integers(min_value=0, max_value=len(made.openings) - 1))
    openings = list(made.openings)
    assume(openings[place].count + by > 0)
    openings[place] = replace(openings[place], count=openings[place].count + by)
    changed = replace(made, openings=tuple(openings))
    found = checked(changed.packed(key))
    assert (None if found is None else (found.line, found.field)) == first_unlike(changed)


def weighted(made: Any, cat: int, practice: int) -> Any:
    tests = [test.model_copy(update={"weight": cat}) for test in made.facts.skb[1].tests[:1]]
    tests += [test.model_copy(update={"weight": practice}) for test in made.facts.skb[1].tests[1:]]
    sets = (made.facts.skb[0], made.facts.skb[1].model_copy(update={"tests": tuple(tests)}))
    return replace(made, facts=made.facts.model_copy(update={"skb": sets}))


def test_other_weights_are_found_in_the_first_score_that_they_change(
    world: Worlds, checked: Check, key: Ed25519PrivateKey
) -> None:
    named = 0
    for seed in range(12):
        made = weighted(world(seed), 80, 20)
        standard = made.rules.standard()
        sets = {one.id: one.tests for one in made.facts.skb}
        tests = {one.id: sets[one.tests] for one in made.openings}
        changed = [
            number
            for number, row in enumerate(made.rows, 2)
            if row.skb is not None and row.skb != combined_skb(row.tests, tests[row.opening], standard)
        ]
        found = checked(made.packed(key))
        assert (None if found is None else (found.line, found.field)) == (
            (changed[0], "skb") if changed else None
        )
        named += bool(changed)
    assert named > 2


@pytest.mark.parametrize(("cat", "practice", "rule"), [(61, 40, "skb.sum"), (50, 50, "skb.cat")])
def test_weights_that_the_law_forbids_are_named(
    cat: int, practice: int, rule: str, world: Worlds, checked: Check, key: Ed25519PrivateKey
) -> None:
    found = checked(weighted(world(8), cat, practice).packed(key))
    assert found is not None
    assert (found.file, found.field) == ("selection.json", "skb")
    assert rule in found.what


def test_rules_with_other_content_under_a_known_name_are_named(
    world: Worlds, checked: Check, key: Ed25519PrivateKey
) -> None:
    made = world(8)
    thresholds = made.rules.values["thresholds"]
    general = thresholds["general"] | {"tiu": 75}
    values = made.rules.values | {"thresholds": thresholds | {"general": general}}
    swapped = replace(made, rules=made.rules.model_copy(update={"values": values})).judged()
    found = checked(swapped.packed(key))
    assert found is not None
    assert (found.file, found.field) == ("rules.json", "values.thresholds.general.tiu")
    assert (found.expected, found.found) == ("80", "75")


def test_true_is_not_one_in_rules(
    world: Worlds, checked: Check, key: Ed25519PrivateKey, resigned: Callable[..., bytes]
) -> None:
    for place, field in (
        (("paper", "parts", "tkp", "points", 0), "values.paper.parts.tkp.points"),
        (("skb", "caps", "regional", "kinds_maximum"), "values.skb.caps.regional.kinds_maximum"),
    ):

        def change(content: bytes, place: tuple[Any, ...] = place) -> bytes:
            rules = read_canonical(content)
            *above, last = place
            held = reduce(getitem, above, rules["values"])
            assert held[last] == 1
            held[last] = True
            return canonical_json(rules)

        found = checked(resigned(world(8).packed(key), "rules.json", change))
        assert found is not None
        assert (found.file, found.field) == ("rules.json", field)


def test_rules_under_an_unknown_name_are_used_and_said_to_be_unknown(
    world: Worlds, checked: Check, key: Ed25519PrivateKey
) -> None:
    made = world(8)
    facts = made.facts.model_copy(update={"rules": made.facts.rules.model_copy(update={"version": "2024-b"})})
    rules = made.rules.model_copy(update={"version": "2024-b"})
    assert checked(replace(made, facts=facts, rules=rules).packed(key)) is None
