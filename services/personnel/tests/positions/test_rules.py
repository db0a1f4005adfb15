import pytest

from personnel.identifiers.rules import errors_of
from personnel.positions.rules import check_one_head, check_position


@pytest.mark.parametrize(
    ("kind", "level"),
    [("pelaksana", None), ("fungsional", "MU"), ("pengawas", "IV.a"), ("jpt_pratama", "II.b")],
)
def test_level_goes_with_the_kind(kind: str, level: str | None) -> None:
    assert errors_of(check_position(kind, level=level, is_head=False)) == []


@pytest.mark.parametrize(
    ("kind", "level"),
    [("pelaksana", "IV.a"), ("fungsional", None), ("fungsional", "II.a"), ("pengawas", None)],
)
def test_level_of_another_kind_or_none_is_refused(kind: str, level: str | None) -> None:
    broken = errors_of(check_position(kind, level=level, is_head=False))
    assert [reason.rule for reason in broken] == ["position.level"]


def test_pelaksana_heads_nothing() -> None:
    broken = errors_of(check_position("pelaksana", level=None, is_head=True))
    assert [reason.rule for reason in broken] == ["position.head_kind"]
    assert errors_of(check_position("fungsional", level="MA", is_head=True)) == []


def test_unit_has_one_head() -> None:
    assert not check_one_head(is_head=True, other_code="P1").reason.passed
    assert check_one_head(is_head=False, other_code=None).reason.passed
