"""Which posts are open to CPNS, and when their holders retire; pure."""

from datetime import date
from typing import Final

from pydantic import BaseModel, ConfigDict

from abdi.i18n import Text
from abdi.reasons import Reason

POSTS: Final = "posts"
FUNCTIONAL: Final = "fungsional"
_DECEMBER: Final = 12


class _Fixed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RetirementAges(_Fixed):
    """Ages in years, by kind of post and by level of functional posts."""

    by_kind: dict[str, int]
    by_functional_level: dict[str, int]


class OpenPosts(_Fixed):
    """Kinds of posts that somebody may enter as CPNS, and the levels of functional ones."""

    kinds: frozenset[str]
    functional_levels: frozenset[str]


class PostRules(_Fixed):
    """The rules of a version of the rule set `posts`."""

    retirement: RetirementAges
    open_to_cpns: OpenPosts
    articles: dict[str, str]


def retirement_age(kind: str, level: str | None, rules: PostRules, *, named: int | None = None) -> int | None:
    """The age in years at which the holder of a post goes; None for a kind that the rules do not know.

    In: `named` is the age that BKN's list of functional posts gives for the very title.
    Source: PP 11/2017 art. 239; UU 20/2023 art. 55.
    """
    if named is not None:
        return named
    ages = rules.retirement
    if kind == FUNCTIONAL and level in ages.by_functional_level:
        return ages.by_functional_level[level]
    return ages.by_kind.get(kind)


def retires_on(birth_date: date, age: int) -> date:
    """The first day of the month after the one in which somebody becomes `age` years old."""
    year, month = birth_date.year + age, birth_date.month
    return date(year + 1, 1, 1) if month == _DECEMBER else date(year, month + 1, 1)


def check_open_to_cpns(kind: str, level: str | None, rules: PostRules, *, is_head: bool) -> Reason:
    """Whether somebody may enter a post of this kind and level as CPNS. Source: PP 11/2017 art. 16."""
    allowed = rules.open_to_cpns
    fits = kind in allowed.kinds and (kind != FUNCTIONAL or level in allowed.functional_levels)
    return Reason(
        rule="formation.post_open_to_cpns",
        article=rules.articles["open_to_cpns"],
        passed=fits and not is_head,
        required={"kinds": sorted(allowed.kinds), "functional_levels": sorted(allowed.functional_levels)},
        found={"kind": kind, "level": level, "is_head": is_head},
        message=Text(
            "CPNS mengisi jabatan pelaksana, atau jabatan fungsional jenjang pertama.",
            "CPNS enter general posts, or functional posts of the first levels.",
        ),
        remedy=None if fits and not is_head else Text("Pilih jabatan lain.", "Choose another post."),
    )
