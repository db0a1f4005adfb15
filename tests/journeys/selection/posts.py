"""The posts of a selection: chairs of the registry, and the formations that are asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tests.journeys.selection.figures import Size

GENERAL: Final = "general"
DISABILITY: Final = "disability"


@dataclass(frozen=True)
class Kind:
    """A kind of post with the education that it asks for; a functional one has a level."""

    title: str
    level: str
    education_level: str
    education_code: str

    @property
    def kind(self) -> str:
        """Functional, or general."""
        return "fungsional" if self.level else "pelaksana"

    @property
    def rank(self) -> str:
        """The rank in which somebody with this education begins."""
        return {"D3": "II/c", "S1": "III/a"}[self.education_level]


HEALTH: Final = (
    Kind("Perawat Terampil", "TR", "D3", "ff8080815123bf7a0151331d7f4138c9"),
    Kind("Bidan Terampil", "TR", "D3", "A5EB03E2186DF6A0E040640A040252AD"),
    Kind("Nutrisionis Ahli Pertama", "PT", "S1", "A5EB03E218F7F6A0E040640A040252AD"),
)
TECHNICAL: Final = (
    Kind("Penata Layanan Operasional", "", "S1", "A5EB03E208A6F6A0E040640A040252AD"),
    Kind("Pranata Komputer Ahli Pertama", "PT", "S1", "ff8080815133783a0151388349c50ee1"),
    Kind("Auditor Ahli Pertama", "PT", "S1", "A5EB03E218D6F6A0E040640A040252AD"),
    Kind("Analis Hukum Ahli Pertama", "PT", "S1", "A5EB03E2135FF6A0E040640A040252AD"),
    Kind("Pengolah Data dan Informasi", "", "D3", "A5EB03E218D5F6A0E040640A040252AD"),
)
DESERTED: Final = Kind("Arsiparis Terampil", "TR", "D3", "A5EB03E214A6F6A0E040640A040252AD")


@dataclass(frozen=True)
class Post:
    """What is asked for in one formation: so many chairs of a kind in a unit."""

    kind: Kind
    unit: int
    chairs: int
    disability: int = 0
    is_deserted: bool = False

    @property
    def openings(self) -> dict[str, int]:
        """Openings by need."""
        needs = {GENERAL: self.chairs - self.disability, DISABILITY: self.disability}
        return {need: count for need, count in needs.items() if count}


def posts_of(size: Size) -> list[Post]:
    """All posts; the one that most apply for comes first."""
    posts = [
        *_spread(TECHNICAL, size.technical - size.deserted, size.units),
        *_spread(HEALTH, size.health, size.units),
    ]
    return [*_with_disability(posts, size.disability), *_deserted(size)]


def _spread(kinds: tuple[Kind, ...], chairs: int, units: int) -> list[Post]:
    cells = [(kind, unit) for unit in range(units) for kind in kinds]
    cells = cells[: max(1, min(len(cells), chairs // 2))]
    share, rest = divmod(chairs, len(cells))
    return [Post(kind, unit, share + (place < rest)) for place, (kind, unit) in enumerate(cells)]


def _with_disability(posts: list[Post], wanted: int) -> Iterator[Post]:
    for post in posts:
        given = 1 if wanted and post.chairs > 1 else 0
        wanted -= given
        yield Post(post.kind, post.unit, post.chairs, given)
    assert not wanted, "too few posts with two chairs"


def _deserted(size: Size) -> list[Post]:
    return [Post(DESERTED, place % size.units, 1, is_deserted=True) for place in range(size.deserted)]
