"""The final ranking and its legal tie-break, level by level."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recruitment.selections.rules.facts import Finalist, SkdScores
from recruitment.selections.rules.final_scores import final_score
from recruitment.selections.rules.ranking import rank_finalists
from recruitment.selections.rules.standard import CpnsSelection

Told = tuple[int, int, int, int, str]
"""SKD, TKP, TIU, TWK and GPA, as in the table of pairs."""


def finalist(id_: str, told: Told, final: str, standard: CpnsSelection, born: date | None = None) -> Finalist:
    """With the SKB score that makes the published final score."""
    total, tkp, tiu, twk, gpa = told
    rest = Decimal(final) - final_score(total, Decimal(0), standard)
    skb = (rest / Decimal("0.6")).quantize(Decimal("0.001"), ROUND_HALF_UP)
    one = Finalist(id_, SkdScores(twk=twk, tiu=tiu, tkp=tkp), skb, gpa=Decimal(gpa), birth_date=born)
    assert one.skd.total == total
    assert str(final_score(total, skb, standard)) == final
    return one


@pytest.mark.parametrize(
    ("level", "final", "before", "after"),
    [
        ("skd_total", "73.820", (423, 188, 145, 90, "3.25"), (407, 192, 125, 90, "3.47")),
        ("skd_total", "72.018", (388, 193, 120, 75, "3.18"), (371, 191, 105, 75, "3.47")),
        ("tkp", "69.947", (411, 186, 135, 90, "3.34"), (411, 181, 150, 80, "3.24")),
        ("tiu", "68.854", (394, 189, 120, 85, "3.69"), (394, 189, 105, 100, "3.72")),
        ("gpa", "66.600", (429, 189, 130, 110, "3.69"), (429, 189, 130, 110, "3.30")),
        ("gpa", "63.418", (410, 185, 130, 95, "3.45"), (410, 185, 130, 95, "3.43")),
    ],
)
def test_real_pairs_of_equal_final_scores(
    level: str, final: str, before: Told, after: Told, standard: CpnsSelection
) -> None:
    people = [finalist("b", before, final, standard), finalist("a", after, final, standard)]
    for order in (people, people[::-1]):
        first, second = rank_finalists(order, standard)
        assert (first.finalist.id, first.rank, first.decided_by) == ("b", 1, None)
        assert (second.finalist.id, second.rank, second.decided_by) == ("a", 2, level)


LAST_LEVEL: Told = (356, 176, 100, 80, "3.60")


def test_the_older_one_comes_first_where_all_else_is_equal(standard: CpnsSelection) -> None:
    younger = finalist("a", LAST_LEVEL, "52.291", standard, date(1999, 3, 2))
    older = finalist("b", LAST_LEVEL, "52.291", standard, date(1999, 3, 1))
    first, second = rank_finalists([younger, older], standard)
    assert (first.finalist, second.finalist, second.decided_by) == (older, younger, "age")
    assert first.warning is second.warning is None


@pytest.mark.parametrize(
    ("births", "missing", "remedy"),
    [
        ([date(1999, 3, 1), date(1999, 3, 1)], None, "committee"),
        ([date(1999, 3, 1), None], "age", "birth date"),
        ([None, None], "age", "birth date"),
    ],
)
def test_who_is_equal_in_everything_stays_equal_with_a_warning(
    births: list[date | None], missing: str | None, remedy: str, standard: CpnsSelection
) -> None:
    equal = [finalist(f"e{n}", LAST_LEVEL, "52.291", standard, born) for n, born in enumerate(births)]
    behind = finalist("z", (355, 175, 100, 80, "3.60"), "52.291", standard)
    ranked = rank_finalists([behind, *equal], standard)
    assert [(one.rank, one.decided_by) for one in ranked] == [(1, "equal"), (1, "equal"), (3, "skd_total")]
    warning = ranked[0].warning
    assert warning is not None
    assert (warning.rule, warning.passed) == ("ranking.distinct", False)
    assert warning.found == {"equal_with": ["e1"], "missing": missing}
    assert warning.remedy is not None
    assert remedy in warning.remedy.en


def test_a_missing_grade_leaves_people_equal_even_where_ages_differ(standard: CpnsSelection) -> None:
    known = finalist("a", LAST_LEVEL, "52.291", standard, date(1999, 3, 1))
    unknown = Finalist("b", known.skd, known.skb, birth_date=date(1998, 3, 1))
    assert [one.rank for one in rank_finalists([known, unknown], standard)] == [1, 1]


def test_a_finalist_is_ranked_once(standard: CpnsSelection) -> None:
    one = finalist("a", LAST_LEVEL, "52.291", standard)
    with pytest.raises(ValueError, match="twice"):
        rank_finalists([one, one], standard)


def lists_of(path: Path) -> Iterator[list[dict[str, str]]]:
    """The lists of the table: a new position, or a score that rises again, begins the next."""
    with path.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    begun = [rows[0]]
    for before, row in pairwise(rows):
        is_same = before["position_code"] == row["position_code"]
        if not is_same or Decimal(before["final_score"]) < Decimal(row["final_score"]):
            yield begun
            begun = []
        begun.append(row)
    yield begun


def test_published_lists_stand_in_the_order_of_the_ranking(published: Path, standard: CpnsSelection) -> None:
    lists = list(lists_of(published))
    undecided = 0
    decided: set[str | None] = set()
    for rows in lists:
        ranked = rank_finalists(
            (
                Finalist(
                    f"{int(row['row']):05}",
                    SkdScores(twk=int(row["twk"]), tiu=int(row["tiu"]), tkp=int(row["tkp"])),
                    Decimal(row["skb"]),
                    gpa=Decimal(row["gpa"]),
                )
                for row in rows
            ),
            standard,
        )
        assert [int(one.finalist.id) for one in ranked] == [int(row["row"]) for row in rows]
        undecided += sum(one.decided_by == "equal" for one in ranked)
        decided.update(one.decided_by for one in ranked)
    assert (len(lists), sum(map(len, lists)), undecided) == (12, 2014, 2)
    assert decided == {None, "final_score", "skd_total", "tkp", "tiu", "gpa", "equal"}


few = st.integers(0, 3)
candidates = st.lists(
    st.tuples(few, few, few, st.integers(0, 2), st.sampled_from([None, 1, 2]), st.sampled_from([None, 1, 2])),
    min_size=1,
    max_size=12,
).map(
    lambda rows: [
        Finalist(
            f"{number:02}",
            SkdScores(twk=65 + 5 * twk, tiu=80 + 5 * tiu, tkp=166 + 5 * tkp),
            Decimal(60 + skb),
            gpa=None if gpa is None else Decimal(gpa),
            birth_date=None if day is None else date(1999, 1, day),
        )
        for number, (twk, tiu, tkp, skb, gpa, day) in enumerate(rows)
    ]
)


@settings(deadline=None)
@given(people=candidates, data=st.data())
def test_the_ranking_does_not_depend_on_the_order_of_the_input(
    people: list[Finalist], data: st.DataObject, standard: CpnsSelection
) -> None:
    ranked = rank_finalists(people, standard)
    assert rank_finalists(data.draw(st.permutations(people)), standard) == ranked
    assert sorted(one.finalist.id for one in ranked) == [one.id for one in people]
    for one in ranked:
        better = sum(other.rank < one.rank for other in ranked)
        assert one.rank == better + 1
        equal = sum(other.rank == one.rank for other in ranked) > 1
        assert (one.decided_by == "equal") is equal
        assert (one.warning is not None) is equal


@settings(deadline=None)
@given(people=candidates, data=st.data())
def test_a_better_score_never_ranks_worse(
    people: list[Finalist], data: st.DataObject, standard: CpnsSelection
) -> None:
    place = data.draw(st.integers(0, len(people) - 1))
    one = people[place]
    more = data.draw(st.sampled_from(["twk", "tiu", "tkp", "skb"]))
    points = {"twk": one.skd.twk, "tiu": one.skd.tiu, "tkp": one.skd.tkp}
    skd = one.skd if more == "skb" else SkdScores(**points | {more: points[more] + 5})
    skb = one.skb + 1 if more == "skb" else one.skb
    better = Finalist(one.id, skd, skb, gpa=one.gpa, birth_date=one.birth_date)
    raised = [*people[:place], better, *people[place + 1 :]]
    before = {placed.finalist.id: placed.rank for placed in rank_finalists(people, standard)}
    after = {placed.finalist.id: placed.rank for placed in rank_finalists(raised, standard)}
    assert after[one.id] <= before[one.id]
