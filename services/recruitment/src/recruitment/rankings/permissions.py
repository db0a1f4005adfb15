"""Who may do what with rankings."""

from typing import Final

from abdi.directory import Columns
from abdi.policy import Permission, everywhere, in_agency, own
from recruitment.rankings.models import Ranking, RankingRow

_ARTICLE: Final = "PermenPANRB 6/2024"
_WATCHERS: Final = (
    in_agency("agency_officer"),
    in_agency("committee_member"),
    in_agency("decision_maker"),
    in_agency("auditor"),
    everywhere("service"),
)

COMPUTE_RANKING = Permission(
    name="recruitment.ranking.compute",
    rules=(in_agency("agency_officer"), in_agency("committee_member")),
    article=_ARTICLE,
)
"""Computing a ranking, and discarding one that was not published."""
PUBLISH_RANKING = Permission(
    name="recruitment.ranking.publish",
    rules=(in_agency("agency_officer"), in_agency("decision_maker")),
    article=_ARTICLE,
)
READ_RANKING = Permission(
    name="recruitment.ranking.read",
    rules=_WATCHERS,
    implied_by=frozenset({COMPUTE_RANKING.name, PUBLISH_RANKING.name}),
)
"""Rankings with everybody in them, published or not."""
READ_OUTCOME = Permission(
    name="recruitment.outcome.read",
    rules=(own("applicant"), *_WATCHERS),
    implied_by=frozenset({READ_RANKING.name}),
)
"""The outcome of one application with its reasons; the applicant's own once it is published."""

RANKINGS = Columns(Ranking.agency)
OUTCOMES = Columns(RankingRow.agency, RankingRow.applicant_id)
