"""Which rules are in force for the next period."""

from datetime import date

import pytest

from abdi.testing.message_fixtures import Unit
from promotion.eligibilities.queries import get_rules


@pytest.mark.usefixtures("rules_in_force")
@pytest.mark.parametrize(
    ("today", "effective_on", "versions", "is_capped"),
    [
        (date(2023, 11, 15), date(2024, 2, 1), ("2002", "2024"), True),
        (date(2025, 3, 10), date(2025, 4, 1), ("2002", "2024"), True),
        (date(2025, 5, 19), date(2025, 6, 1), ("2025", "2024"), False),
        (date(2025, 8, 15), date(2025, 10, 1), ("2025", "2025"), False),
        (date(2025, 11, 15), date(2025, 12, 1), ("2025", "2025"), False),
    ],
)
async def test_rules_are_those_in_force_on_the_effective_date(
    today: date, effective_on: date, versions: tuple[str, str], is_capped: bool, unit: Unit
) -> None:
    async with unit() as session:
        rules = await get_rules(session, today)
    assert rules.effective_on == effective_on
    assert rules.versions == dict(zip(("regular-promotion", "promotion-periods"), versions, strict=True))
    assert rules.standard.is_capped_by_superior is is_capped
