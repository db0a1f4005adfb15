"""The age order: what a row tells of a birth date where the law lets age decide, and nothing more."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from datetime import date

from abdi.transparency.commitments import commit
from recruitment.publications.openings import Opening
from recruitment.publications.rows import Row
from recruitment.selections.rules.standard import CpnsSelection

BIRTH_DATE = "birth_date"
"""The name of the field in its commitment."""
_FIELDS = {"gpa": "gpa", "final_score": "final_score", "skd_total": "skd_total"}


def tie_of(row: Row, opening: Opening, standard: CpnsSelection) -> Hashable | None:
    """What somebody shares with those whom only age can tell apart; None where age never decides.

    The post, the education (people of several openings may meet where empty ones are filled) and the value in
    every criterion before age. Whoever does not take part or lacks one of the values is compared with nobody.
    """
    if row.standing != "taking_part" or "age" not in standard.ranking:
        return None
    before = standard.ranking[: standard.ranking.index("age")]
    values = tuple(getattr(row, _FIELDS.get(name, name)) for name in before)
    return None if None in values else (opening.post, opening.education, *values)


def age_orders(people: Iterable[tuple[str, Hashable | None, date | None]]) -> dict[str, int]:
    """The age order by participant number, 1 for the oldest; who was born on one day shares it.

    In: participant number, `tie_of` the row, birth date. Nobody without a birth date has one, nor who
    is alone. In SQL: dense_rank() over (partition by the tie order by birth_date), where count(*) > 1.
    """
    groups: defaultdict[Hashable, list[tuple[date | None, str]]] = defaultdict(list)
    for participant, tie, born in people:
        if tie is not None:
            groups[tie].append((born, participant))
    orders = {}
    for group in groups.values():
        if len(group) > 1:
            days = {born: place for place, born in enumerate(sorted({b for b, _ in group if b}), 1)}
            orders.update({number: days[born] for born, number in group if born is not None})
    return orders


def commitment_of(born: date, salt: bytes) -> str:
    """The commitment that stands beside an age order, 64 hex digits. Raises NotCommittable."""
    return commit(salt, BIRTH_DATE, born).hex()


def expected_orders(orders: Mapping[str, int | None]) -> dict[str, int | None]:
    """The numbers that one tie group must have: alone none, otherwise the same order from 1 without a gap."""
    if len(orders) == 1:
        return dict.fromkeys(orders)
    dense = {
        order: place for place, order in enumerate(sorted({o for o in orders.values() if o is not None}), 1)
    }
    return {number: None if order is None else dense[order] for number, order in orders.items()}
