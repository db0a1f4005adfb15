"""What is known of the people and openings of a selection when the rules are asked."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from recruitment.selections.rules.standard import GENERAL

SkdStanding = Literal["taking_part", "absent", "disqualified"]
FinalStanding = Literal["taking_part", "absent", "knocked_out", "not_eligible", "resigned", "disqualified"]


@dataclass(frozen=True, slots=True)
class SkdScores:
    """Points of the three parts of SKD: TWK, TIU and TKP."""

    twk: int
    tiu: int
    tkp: int

    @property
    def total(self) -> int:
        """The sum of the parts."""
        return self.twk + self.tiu + self.tkp


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody at SKD; `category` chooses the threshold, `skd` is None only for who has no score."""

    id: str
    skd: SkdScores | None
    category: str = GENERAL
    standing: SkdStanding = "taking_part"


@dataclass(frozen=True, slots=True)
class Finalist:
    """Somebody whose SKD and SKB become one score; `skb` is on 0 to 100.

    `gpa` is the grade point average, or for posts of senior high level the mean mark of the certificate.
    """

    id: str
    skd: SkdScores
    skb: Decimal
    gpa: Decimal | None = None
    birth_date: date | None = None
    standing: FinalStanding = "taking_part"


@dataclass(frozen=True, slots=True)
class Formation:
    """Openings (formasi) of one agency that are ranked together.

    `need` is the general need or a special one; `general_category` the threshold that the general need has
    for this post (groups such as doctors have one of their own).
    """

    id: str
    post: str
    education: str
    location: str
    openings: int
    need: str = GENERAL
    general_category: str = GENERAL
