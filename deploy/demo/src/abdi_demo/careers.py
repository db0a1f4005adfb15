"""Education, service and ranks that fit each other and the day of the demo."""

from dataclasses import dataclass
from typing import Final

from abdi_demo.draws import Draw
from abdi_demo.months import last_period, next_period
from abdi_demo.ranks import CEILING, FUNCTIONAL_CEILING, INDEX, MONTHS_IN_RANK, SPAN, START

ENTRY_AGE: Final = {
    "SD": (19, 28),
    "SMP": (19, 28),
    "SMP_KEJURUAN": (19, 28),
    "SMA": (19, 30),
    "D3": (22, 31),
    "S1": (23, 32),
    "PROFESI": (26, 34),
    "S2": (26, 34),
}
"""Youngest and oldest year of life at the first appointment, by diploma."""

LEADER_RETIREMENT_AGE: Final = {"II.a": 60, "II.b": 60}
RETIREMENT_AGE: Final = 58
PROMPT_PERCENT: Final = 70.0
LONGEST_SERVICE: Final = 37 * 12
CONTRACT_MONTHS: Final = tuple(
    year * 12 + month - 1
    for year, month in ((2021, 1), (2022, 3), (2023, 6), (2024, 5), (2025, 6), (2025, 10))
)


@dataclass(slots=True)
class Career:
    """Months are numbers of `abdi_demo.months`; ranks are (place in RANKS, month)."""

    level: str
    born: int
    appointed: int
    ranks: list[tuple[int, int]]
    is_contract: bool = False


def leader_career(draw: Draw, today: int, level: str) -> Career:
    """The career of somebody in a leadership post of eselon `level`: the rank lies in the post's span."""
    education = "S2" if draw.chance(15) else "S1"
    low, high = (INDEX[rank] for rank in SPAN[level])
    rank = high if draw.chance(30) else low
    since = last_period(today - draw.below(MONTHS_IN_RANK - 2))
    ranks = ranks_up_to(rank, since, education)
    appointed = ranks[0][1]
    youngest, oldest = ENTRY_AGE[education]
    oldest_by_law = LEADER_RETIREMENT_AGE.get(level, RETIREMENT_AGE) * 12 - (today - appointed)
    age = youngest * 12 + draw.below(min(oldest * 12, oldest_by_law) - youngest * 12)
    return Career(education, appointed - age, appointed, ranks)


def ranks_up_to(rank: int, since: int, education: str) -> list[tuple[int, int]]:
    """The shortest regular way from the diploma's first rank to `rank`, reached in month `since`."""
    first = min(INDEX[START[education]], rank)
    steps = [(rank, since)]
    for earlier in range(rank - 1, first - 1, -1):
        since = last_period(since - MONTHS_IN_RANK)
        steps.append((earlier, since))
    steps.reverse()
    return steps


def service_career(
    draw: Draw, today: int, education: str, *, retirement_age: int, ladder: str = ""
) -> Career:
    """The career in a general post, or in a functional one of `ladder` (skilled, expert)."""
    age = _entry_age(draw, education)
    bend = 1.3 if education == "SMA" else 1.0
    longest = min(retirement_age * 12 - age, LONGEST_SERVICE)
    appointed = today - int(draw.fraction() ** bend * longest)
    ceiling = INDEX[FUNCTIONAL_CEILING[ladder] if ladder else CEILING[education]]
    rank = INDEX[START[education]]
    ranks = [(rank, appointed)]
    while rank < ceiling:
        delay = 0 if draw.fraction() * 100 < PROMPT_PERCENT else draw.below(24)
        since = next_period(ranks[-1][1] + MONTHS_IN_RANK + delay)
        if since > today:
            break
        rank += 1
        ranks.append((rank, since))
    return Career(education, appointed - age, appointed, ranks)


def contract_career(draw: Draw, today: int, education: str) -> Career:
    """The career of a PPPK: appointed once, in the grade of the diploma."""
    appointed = draw.pick([month for month in CONTRACT_MONTHS if month <= today] or [today])
    youngest = ENTRY_AGE[education][0]
    age = youngest * 12 + draw.below((50 - youngest) * 12)
    return Career(education, appointed - age, appointed, [], is_contract=True)


def _entry_age(draw: Draw, education: str) -> int:
    youngest, oldest = ENTRY_AGE[education]
    return youngest * 12 + draw.below((oldest - youngest) * 12)
