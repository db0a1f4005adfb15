"""Scores as they are handed in, and what can be wrong with them whoever they belong to; pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from abdi.i18n import Text
from abdi.reasons import Reason
from recruitment.selections.rules.facts import SkdScores
from recruitment.selections.rules.scores import check_skb, check_skd
from recruitment.selections.rules.standard import CpnsSelection

SkdStanding = Literal["taking_part", "absent", "disqualified"]
SkbStanding = Literal["taking_part", "absent", "knocked_out"]
TAKING_PART: Final = "taking_part"
ABSENT: Final = "absent"
PARTS: Final = ("twk", "tiu", "tkp")


@dataclass(frozen=True, slots=True)
class SkdResult:
    """What somebody reached at SKD: points of the three parts, and whether the person took part at all."""

    twk: int | None
    tiu: int | None
    tkp: int | None
    standing: SkdStanding = TAKING_PART
    total: int | None = None
    """The sum as it was stated, to be checked; it is no part of the result."""
    sat_on: date | None = None
    exam_year: int | None = None
    """The year of the sitting as it was stated; None: that of the intake."""

    @property
    def scores(self) -> SkdScores | None:
        """The points, if there are all three."""
        if self.twk is None or self.tiu is None or self.tkp is None:
            return None
        return SkdScores(self.twk, self.tiu, self.tkp)

    @property
    def said(self) -> tuple[int | None, int | None, int | None, str]:
        """What makes two results the same, the day apart."""
        return self.twk, self.tiu, self.tkp, self.standing


@dataclass(frozen=True, slots=True)
class SkbResult:
    """What somebody reached in one component of SKB, on 0 to 100."""

    score: Decimal | None
    standing: SkbStanding = TAKING_PART


def check_skd_result(result: SkdResult, standard: CpnsSelection) -> list[Reason]:
    """What is wrong with a result by itself; nothing for a good one.

    Out: `paper.twk` and so on for impossible points, `paper.total` for a wrong sum, `paper.missing` for
    points that are missing and `paper.absent` for points of somebody who was absent. Source: as `check_skd`.
    """
    given = [getattr(result, name) for name in PARTS]
    article = standard.articles["paper"]
    if result.standing == ABSENT:
        has_points = any(given) or bool(result.total)
        return [_points_of_absent(article, given)] if has_points else []
    if result.scores is None:
        is_needed = result.standing == TAKING_PART or any(one is not None for one in given)
        missing = [name for name, one in zip(PARTS, given, strict=True) if one is None]
        return [_missing(article, missing)] if is_needed else []
    outcomes = check_skd(result.scores, standard, stated_total=result.total)
    return [reason for reason in outcomes if not reason.passed]


def check_skb_result(result: SkbResult, standard: CpnsSelection, *, is_knockout: bool) -> list[Reason]:
    """What is wrong with the result of a component by itself; nothing for a good one.

    Out: `skb.score` for what is not on the scale, `skb.missing`, `skb.absent`, and `skb.knockout` where
    nobody can be knocked out. Source: as `check_skb`; knock-out tests are named in the notice,
    PermenPANRB 6/2024 art. 22.
    """
    article = standard.articles["skb"]
    if result.standing == ABSENT:
        return [_points_of_absent(article, [result.score], topic="skb")] if result.score else []
    if result.standing == "knocked_out" and not is_knockout:
        return [_not_a_knockout(article)]
    if result.score is None:
        return [_missing(article, ["score"], topic="skb")] if result.standing == TAKING_PART else []
    checked = check_skb(result.score, standard)
    return [] if checked.passed else [checked]


def as_recorded(result: SkdResult | SkbResult) -> dict[str, Any]:
    """The result as the history of changes keeps it."""
    if isinstance(result, SkdResult):
        return dict(zip((*PARTS, "standing"), result.said, strict=True))
    score = None if result.score is None else str(result.score)
    return {"score": score, "standing": result.standing}


def _missing(article: str, missing: list[str], *, topic: str = "paper") -> Reason:
    listed = ", ".join(name.upper() if topic == "paper" else name for name in missing)
    return Reason(
        rule=f"{topic}.missing",
        article=article,
        passed=False,
        required=[*missing],
        found=None,
        message=Text(f"Nilai belum diisi: {listed}.", f"These scores are missing: {listed}."),
        remedy=Text(
            "Isi nilainya, atau tulis TH bila peserta tidak hadir.",
            "Enter them, or TH if the participant was absent.",
        ),
    )


def _points_of_absent(article: str, given: list[Any], *, topic: str = "paper") -> Reason:
    return Reason(
        rule=f"{topic}.absent",
        article=article,
        passed=False,
        required=None,
        found=[None if one is None else str(one) for one in given],
        message=Text(
            "Peserta yang tidak hadir (TH) tidak mempunyai nilai.", "Who was absent (TH) has no score."
        ),
        remedy=Text("Hapus nilainya atau status TH.", "Remove the scores or the TH."),
    )


def _not_a_knockout(article: str) -> Reason:
    return Reason(
        rule="skb.knockout",
        article=article,
        passed=False,
        required="is_knockout",
        found=False,
        message=Text(
            "Tes ini tidak diumumkan sebagai tes yang menggugurkan.",
            "This test was not announced as a knock-out test.",
        ),
        remedy=Text("Isi nilainya.", "Enter the score."),
    )
