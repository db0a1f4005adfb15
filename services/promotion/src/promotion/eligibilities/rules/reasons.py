"""What a rule of promotion answers: the reason, and how far it can be relied on."""

from typing import TypedDict

from abdi.i18n import Text
from abdi.reasons import Reason
from promotion.eligibilities.rules.standard import RegularPromotion, RuleId


class RuleReason(Reason):
    """The outcome of one rule; one that does not apply to the person holds nobody back."""

    applies: bool = True
    caveat: Text | None = None
    """What was not verified: the number or reading behind the rule, or the record it was asked of."""
    article_is_exact: bool = False
    """Whether `article` names the pasal, not only the regulation."""


class Source(TypedDict):
    """What every reason of one rule says of its source."""

    rule: str
    article: str
    article_is_exact: bool
    caveat: Text | None


def source(rule: RuleId, standard: RegularPromotion, *, caveat: Text | None = None) -> Source:
    """Article and caveat of `rule` by the rule set, or a `caveat` that matters more in this case."""
    return {
        "rule": rule,
        "article": standard.articles[rule],
        "article_is_exact": rule in standard.exact_articles,
        "caveat": caveat or standard.caveats.get(rule),
    }


def not_applicable(rule: RuleId, standard: RegularPromotion, *, because: Text) -> RuleReason:
    """The reason of a rule that is not asked for this person."""
    return RuleReason(
        **(source(rule, standard) | {"caveat": None}),
        applies=False,
        passed=True,
        message=Text(id=f"Tidak diperiksa. {because.id}", en=f"Not asked. {because.en}"),
    )
