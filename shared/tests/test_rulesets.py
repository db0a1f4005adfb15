from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.rulesets import (
    RuleSetFile,
    RuleSetMissing,
    RuleSetRefused,
    adopt_rule_set,
    read_rule_sets,
    rule_set_on,
    store_rule_sets,
)

TOML = """
name = "rates"
version = "2023-1"
valid_from = 2023-07-01
legal_basis = ["Peraturan Contoh 1/2023, pasal 4"]
unverified = ["rate.low"]

[values]
months = 12
since = 2023-07-01
[values.rate]
low = 0.5
high = 1.5
"""


def a_file(
    version: str = "1", *, start: date = date(2023, 1, 1), end: date | None = None, months: int = 12
) -> RuleSetFile:
    return RuleSetFile(
        name="rates",
        version=version,
        valid_from=start,
        valid_to=end,
        legal_basis=["Contoh"],
        values={"months": months},
    )


def written(folder: Path, name: str = "rates/2023-1.toml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True)
    path.write_text(TOML)
    return folder


async def test_file_comes_back_with_exact_numbers(session: AsyncSession, tmp_path: Path) -> None:
    assert await store_rule_sets(session, read_rule_sets(written(tmp_path))) == 1
    loaded = await rule_set_on(session, "rates", date(2024, 1, 1))
    assert loaded.version == "2023-1"
    assert loaded.content == {
        "months": 12,
        "since": "2023-07-01",
        "rate": {"low": Decimal("0.5"), "high": Decimal("1.5")},
    }
    assert isinstance(loaded.content["rate"]["low"], Decimal)
    assert loaded.legal_basis == ("Peraturan Contoh 1/2023, pasal 4",)
    assert loaded.unverified == ("rate.low",)


async def test_storing_twice_changes_nothing(session: AsyncSession) -> None:
    assert await store_rule_sets(session, [a_file()]) == 1
    assert await store_rule_sets(session, [a_file()]) == 0


async def test_changed_content_under_a_used_version_is_refused(session: AsyncSession) -> None:
    await store_rule_sets(session, [a_file()])
    with pytest.raises(RuleSetRefused, match="other content"):
        await store_rule_sets(session, [a_file(months=6)])


async def test_two_versions_on_one_day_are_refused(session: AsyncSession) -> None:
    with pytest.raises(RuleSetRefused, match="one day"):
        await store_rule_sets(session, [a_file("1"), a_file("2", start=date(2025, 1, 1))])


async def test_successor_closes_the_version_before_it(session: AsyncSession) -> None:
    await store_rule_sets(session, [a_file("1")])
    last, first = date(2024, 12, 31), date(2025, 1, 1)
    await store_rule_sets(session, [a_file("1", end=last), a_file("2", start=first, months=6)])
    assert (await rule_set_on(session, "rates", last)).version == "1"
    assert (await rule_set_on(session, "rates", first)).content == {"months": 6}


async def test_last_day_once_set_stays(session: AsyncSession) -> None:
    await store_rule_sets(session, [a_file(end=date(2024, 12, 31))])
    for end in (None, date(2025, 12, 31)):
        with pytest.raises(RuleSetRefused, match="already ends"):
            await store_rule_sets(session, [a_file(end=end)])


async def test_an_adopted_version_closes_the_one_before_and_survives_the_next_start(
    session: AsyncSession,
) -> None:
    await store_rule_sets(session, [a_file("1")])
    await adopt_rule_set(session, a_file("2", start=date(2025, 1, 1), months=6))
    assert await store_rule_sets(session, [a_file("1")]) == 0
    assert (await rule_set_on(session, "rates", date(2024, 12, 31))).version == "1"
    assert (await rule_set_on(session, "rates", date(2025, 1, 1))).content == {"months": 6}


async def test_an_adopted_version_may_be_changed_and_one_from_a_file_may_not(session: AsyncSession) -> None:
    await store_rule_sets(session, [a_file("1")])
    for months in (6, 9):
        await adopt_rule_set(session, a_file("2", start=date(2025, 1, 1), months=months))
    assert (await rule_set_on(session, "rates", date(2025, 1, 1))).content == {"months": 9}
    with pytest.raises(RuleSetRefused, match="comes from a file"):
        await adopt_rule_set(session, a_file("1", months=9))
    with pytest.raises(RuleSetRefused, match="begins on 2025-01-01"):
        await adopt_rule_set(session, a_file("2", start=date(2026, 1, 1)))


async def test_an_adopted_version_does_not_overlap(session: AsyncSession) -> None:
    await store_rule_sets(session, [a_file("1")])
    with pytest.raises(RuleSetRefused, match="one day"):
        await adopt_rule_set(session, a_file("2"))


async def test_day_without_a_rule_set_is_an_error(session: AsyncSession) -> None:
    await store_rule_sets(session, [a_file()])
    with pytest.raises(RuleSetMissing, match="2022-12-31"):
        await rule_set_on(session, "rates", date(2022, 12, 31))


def test_file_must_lie_where_its_name_says(tmp_path: Path) -> None:
    with pytest.raises(RuleSetRefused, match="calls itself"):
        read_rule_sets(written(tmp_path, "rates/2024-1.toml"))


def test_last_day_before_the_first_is_refused() -> None:
    with pytest.raises(ValidationError, match="valid_to"):
        a_file(end=date(2022, 1, 1))
