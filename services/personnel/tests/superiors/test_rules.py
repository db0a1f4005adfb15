from datetime import date
from uuid import UUID

from personnel.histories.rules import Span
from personnel.identifiers.rules import errors_of
from personnel.superiors.rules import Line, check_line, check_superior

A, B, C = (UUID(int=number) for number in (1, 2, 3))
IN_SERVICE = frozenset({"active"})


def test_circle_counts_on_common_days_only() -> None:
    turn = date(2024, 1, 1)
    up = Line(A, B, Span(date(2020, 1, 1), turn))
    assert check_line(up, [Line(B, A, Span(turn))]).reason.passed
    found = check_line(up, [Line(B, A, Span(date(2023, 6, 1)))]).reason.found
    assert found == {"superior_id": str(B), "on": "2023-06-01"}


def test_circle_over_three_people_is_found() -> None:
    start = Span(date(2020, 1, 1))
    assert not check_line(Line(C, A, start), [Line(A, B, start), Line(B, C, start)]).reason.passed


def test_superior_is_somebody_else_and_in_service() -> None:
    for is_self, status, rules in (
        (True, "active", ["superior.not_self"]),
        (False, "retired", ["superior.in_service"]),
        (False, "active", []),
    ):
        checks = check_superior(is_self=is_self, status=status, in_service=IN_SERVICE)
        assert [reason.rule for reason in errors_of(checks)] == rules
