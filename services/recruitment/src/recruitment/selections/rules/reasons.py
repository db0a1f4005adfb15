"""What a rule of the selection answers: the reason, and how far it can be relied on."""

from typing import TypedDict, cast

from abdi.i18n import Text
from abdi.reasons import Reason
from recruitment.selections.rules.standard import CpnsSelection, Topic


class SelectionReason(Reason):
    """The outcome of one rule; its article is that of the rule set."""

    caveat: Text | None = None
    """What was not verified behind the rule."""


class Source(TypedDict):
    """What every reason of one rule says of its source."""

    rule: str
    article: str
    caveat: Text | None


def source(rule: str, standard: CpnsSelection, *, detail: str = "") -> Source:
    """Article and caveat of `rule`, whose id begins with its topic; `detail` finds a narrower caveat."""
    topic = cast("Topic", rule.partition(".")[0])
    caveat = standard.caveats.get(f"{topic}.{detail}") or standard.caveats.get(topic)
    return {"rule": rule, "article": standard.articles[topic], "caveat": caveat}
