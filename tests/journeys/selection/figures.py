"""How large a selection is played: in the proportions of Pontianak 2024."""

from dataclasses import dataclass
from typing import Final

PONTIANAK_APPLICANTS: Final = 8_140
PONTIANAK_PASSED: Final = 4_746
PONTIANAK_OPENINGS: Final = 388
PONTIANAK_HEALTH: Final = 61
PONTIANAK_DESERTED: Final = 24
"""Openings for which nobody applied."""
SESSIONS_A_DAY: Final = 4
LARGEST_SESSION: Final = 300
DISABILITY_PERCENT: Final = 2
_LEAST_APPLICANTS: Final = 20
_LEAST_OPENINGS: Final = 6
_OPENINGS_OF_A_UNIT: Final = 40
_OBJECTIONS_ACCEPTED: Final = 200
"""One of so many applicants objects with success, and another one without."""


@dataclass(frozen=True)
class Size:
    """The numbers of a play; small ones keep at least one of everything."""

    applicants: int = PONTIANAK_APPLICANTS
    openings: int = PONTIANAK_OPENINGS

    def __post_init__(self) -> None:
        if self.applicants < _LEAST_APPLICANTS or self.openings < _LEAST_OPENINGS:
            raise ValueError(f"at least {_LEAST_APPLICANTS} applicants and {_LEAST_OPENINGS} openings")

    @property
    def passed(self) -> int:
        """Who is eligible once the objections are answered."""
        return round(self.applicants * PONTIANAK_PASSED / PONTIANAK_APPLICANTS)

    @property
    def deserted(self) -> int:
        """Openings for which nobody applies."""
        return max(1, round(self.openings * PONTIANAK_DESERTED / PONTIANAK_OPENINGS))

    @property
    def health(self) -> int:
        """Openings of health posts."""
        return max(1, round(self.openings * PONTIANAK_HEALTH / PONTIANAK_OPENINGS))

    @property
    def technical(self) -> int:
        """Openings of technical posts, the deserted ones among them."""
        return self.openings - self.health

    @property
    def disability(self) -> int:
        """Openings for people with a disability: the least share, rounded up."""
        return -(-self.openings * DISABILITY_PERCENT // 100)

    @property
    def units(self) -> int:
        """Units in which the posts are."""
        return -(-self.openings // _OPENINGS_OF_A_UNIT)

    @property
    def accepted(self) -> int:
        """Objections to the administrative result that are accepted; as many are rejected."""
        return max(1, self.applicants // _OBJECTIONS_ACCEPTED)

    @property
    def refused(self) -> int:
        """Who is not eligible at the first announcement."""
        return self.applicants - self.passed + self.accepted

    @property
    def session(self) -> int:
        """Seats of a session: as many as fill the sessions of a day, up to the largest."""
        return min(LARGEST_SESSION, -(-self.passed // SESSIONS_A_DAY))

    @property
    def test_days(self) -> int:
        """Days of SKD."""
        return -(-self.passed // (SESSIONS_A_DAY * self.session))


SMALL: Final = Size(24, 6)
