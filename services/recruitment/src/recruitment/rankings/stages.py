"""The two stages over columns: what is read of people, and the rows that come of it."""

from dataclasses import dataclass
from typing import Final, Literal

import polars as pl

from recruitment.rankings.columns import Schema
from recruitment.rankings.engine.finals import FINAL_STANDING, final_outcomes
from recruitment.rankings.engine.scoring import SKB_STANDING, combined_skb
from recruitment.rankings.engine.shortlisting import SKD_STANDING, skd_outcomes
from recruitment.rankings.statements import COLUMNS
from recruitment.selections.rules.standard import AgencyKind, CpnsSelection

StageName = Literal["skd", "final"]

_WHO: Final[Schema] = {"opening": pl.UInt32, "application_id": pl.String, "applicant_id": pl.String}
_POINTS: Final[Schema] = {"twk": pl.Int16, "tiu": pl.Int16, "tkp": pl.Int16}
SKD_INPUT_SCHEMA: Final[Schema] = {**_WHO, "standing": SKD_STANDING, **_POINTS}
FINAL_INPUT_SCHEMA: Final[Schema] = {
    **_WHO,
    "state": pl.String,
    **_POINTS,
    "gpa": pl.Int32,
    "age": pl.Int32,
    "score": pl.Int32,
    "standing": SKB_STANDING,
    "weight": pl.Int16,
}
_BY_STATE: Final = {"resigned": "resigned", "disqualified": "disqualified", "not_eligible": "not_eligible"}


class ScoresMissing(Exception):  # noqa: N818 - errors are named by the fact
    """Somebody who takes part has not all scores."""


@dataclass(frozen=True)
class Judging:
    """One stage of one selection: by which rules, for which openings."""

    stage: StageName
    openings: pl.DataFrame
    standard: CpnsSelection
    agency_kind: AgencyKind

    @property
    def schema(self) -> Schema:
        """What is read of each person, or of each person and test."""
        return SKD_INPUT_SCHEMA if self.stage == "skd" else FINAL_INPUT_SCHEMA

    def rows(self, read: pl.DataFrame) -> pl.DataFrame:
        """The outcome of everybody, in the columns and order of `COLUMNS`. Raises ScoresMissing.

        `read` has everybody of each post and education that is in it, a person's rows together.
        """
        return self._skd(read) if self.stage == "skd" else self._final(read)

    def _skd(self, people: pl.DataFrame) -> pl.DataFrame:
        if people["standing"].null_count():
            raise ScoresMissing
        found = skd_outcomes(people, self.openings, self.standard)
        return self._told(people.hstack(found))

    def _final(self, tests: pl.DataFrame) -> pl.DataFrame:
        is_new = (pl.col("application_id") != pl.col("application_id").shift(1)).fill_null(value=True)
        tests = tests.with_columns(person=is_new.cast(pl.UInt32).cum_sum())
        people = tests.filter(is_new).drop("score", "standing", "weight", "person")
        skb = combined_skb(tests.select("person", "score", "standing", "weight")).drop("person")
        standing = pl.col("state").replace_strict(_BY_STATE, default=None)
        people = people.hstack(skb).with_columns(
            standing=standing.fill_null(pl.col("standing").cast(pl.String)).cast(FINAL_STANDING)
        )
        if people.select(((pl.col("standing") == "taking_part") & pl.col("skb").is_null()).any()).item():
            raise ScoresMissing
        found = final_outcomes(people, self.openings, self.standard, agency=self.agency_kind)
        return self._told(
            people.hstack(found).with_columns(
                pl.lit(self.openings["id"]).gather("seat").alias("seat_id"),
                _decimal("skb", self.standard.skb.decimals),
                _decimal("final_score", self.standard.final_score.decimals),
                place="rank",
            )
        )

    def _told(self, people: pl.DataFrame) -> pl.DataFrame:
        of_finals = ("skb", "final_score", "decided_by", "seat_id", "step")
        absent = [pl.lit(None, pl.String).alias(name) for name in of_finals if name not in people.columns]
        return people.with_columns(
            *absent,
            pl.lit(self.openings["id"]).gather("opening").alias("opening_id"),
            skd_total=pl.col("twk") + pl.col("tiu") + pl.col("tkp"),
        ).select(COLUMNS)


def _decimal(name: str, decimals: int) -> pl.Expr:
    """A whole number of the smallest unit as it is written."""
    unit = 10**decimals
    whole, rest = pl.col(name) // unit, pl.col(name) % unit
    return pl.format("{}.{}", whole, rest.cast(pl.String).str.zfill(decimals)).alias(name)
