"""The ranking core and its floor over the same columns, in a process of its own; says the seconds as JSON.

`python -m tests.bench.ranking_core 400000 3`: so many applicants, so many turns.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from typing import Any

import polars as pl

from recruitment.rankings.engine.finals import FINAL_STANDING, final_outcomes
from recruitment.rankings.engine.shortlisting import SKD_STANDING, skd_outcomes
from recruitment.selections.intakes import rules_of_intake
from recruitment.selections.rules.standard import CpnsSelection
from tests.bench import ranking_floor
from tests.bench.ranking_people import PER_OPENING, POSTS_BY
from tests.bench.rounds import in_turns, middle

STANDARD = rules_of_intake("2024")


def openings_of(number: int) -> pl.DataFrame:
    """Openings by post: most for the general need, most with one seat."""
    chance = random.Random(7)  # noqa: S311 - the same people in every run
    lines = sorted(int(chance.random() ** 2 * max(1, number // POSTS_BY)) for _ in range(number))
    needs = chance.choices(["general", "disability", "cumlaude"], [94, 4, 2], k=number)
    return pl.DataFrame(
        {
            "count": pl.Series(chance.choices([1, 2, 3, 4], [85, 5, 5, 5], k=number), dtype=pl.Int32),
            "need": needs,
            "category": needs,
            "general_category": ["general"] * number,
            "line": pl.Series(lines, dtype=pl.UInt32),
            "location": pl.Series([chance.randrange(500) for _ in range(number)], dtype=pl.UInt32),
        }
    )


def people_of(applicants: int, openings: int) -> pl.DataFrame:
    """People whose parts of SKD go together as ability does; some 8 % do not come."""
    pl.set_random_seed(11)
    uniform = [pl.int_range(applicants).shuffle(seed).alias(f"u{seed}") / applicants for seed in range(14)]
    drawn = pl.select(*uniform).with_columns(
        *(
            ((pl.sum_horizontal(f"u{one}" for one in range(3 * place, 3 * place + 3)) - 1.5) * 2).alias(name)
            for place, name in enumerate(("g", "a", "b", "c"))
        )
    )
    return drawn.select(
        opening=(pl.col("u12") * pl.col("u13") * openings).cast(pl.UInt32),
        standing=pl.when(pl.int_range(pl.len()) % 12 == 0)
        .then(pl.lit("absent"))
        .otherwise(pl.lit("taking_part"))
        .cast(SKD_STANDING),
        twk=((14 + pl.col("g") * 2.5 + pl.col("a") * 2.5).round().clip(0, 30) * 5).cast(pl.Int16),
        tiu=((15 + pl.col("g") * 4 + pl.col("b") * 3).round().clip(0, 35) * 5).cast(pl.Int16),
        tkp=(166 + pl.col("g") * 9 + pl.col("c") * 12).round().clip(0, 225).cast(pl.Int16),
        skb=(62_000 + 500 * ((pl.col("u0") - 0.5) * 80).round()).cast(pl.Int32),
        gpa=(275 + (pl.col("u4") * 125)).cast(pl.Int32),
        age=(pl.col("u7") * 4500).cast(pl.Int32),
    )


def ours(people: pl.DataFrame, openings: pl.DataFrame, standard: CpnsSelection) -> dict[str, Any]:
    """Both stages by the core."""
    listed = skd_outcomes(people, openings, standard)
    went_on = people.filter(listed["code"] == "P/L").with_columns(pl.col("standing").cast(FINAL_STANDING))
    seats = final_outcomes(went_on, openings, standard, agency="central")
    return {"skd": listed, "final": seats}


def floor(people: pl.DataFrame, openings: pl.DataFrame, standard: CpnsSelection) -> dict[str, Any]:
    """Both stages as first written down."""
    listed = ranking_floor.skd(people, openings, standard)
    went_on = people.filter(listed["code"] == "P/L")
    return {"skd": listed, "final": ranking_floor.final(went_on, openings, standard)}


def main() -> None:
    """Measure in turns."""
    applicants, rounds = int(sys.argv[1]), int(sys.argv[2])
    openings = openings_of(applicants // PER_OPENING)
    people = people_of(applicants, openings.height)
    both = {"ours": ours, "floor": floor}
    held = {name: run(people, openings, STANDARD) for name, run in both.items()}
    same = held["ours"]["skd"]["code"].to_list() == held["floor"]["skd"]["code"].to_list()
    codes = dict(held["ours"]["skd"]["code"].value_counts().iter_rows())
    filled = held["ours"]["final"]["step"].count()
    ties = int((held["ours"]["final"]["decided_by"] == "equal").sum())
    del held

    def timed(run: Callable[..., Any]) -> Callable[[], float]:
        def go() -> float:
            begin = time.perf_counter()
            run(people, openings, STANDARD)
            return time.perf_counter() - begin

        return go

    turns = in_turns(rounds, {name: timed(run) for name, run in both.items()})
    told = {name: middle(found, float) for name, found in turns.items()}
    facts = {"codes": codes, "is_same": same, "filled": filled, "equal": ties}
    sys.stdout.write(json.dumps(told | facts) + "\n")


if __name__ == "__main__":
    main()
