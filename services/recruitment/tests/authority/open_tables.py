"""Tables of recruitment without a fence, each with the reason."""

from typing import Final

UNFENCED: Final = {
    "formation": "openings are offered to everybody; nobody is in them",
    "opening": "as formation",
    "unit": "names of offices",
    "selection": "announced to everybody; a draft names nobody",
    "stage": "as selection",
    "skb_test": "as selection",
    "required_document": "as selection",
    "selection_formation": "as selection",
    "schedule_change": "as selection",
    "rule_set_proposal": "rules count for every agency; only subjects of officers are in them",
    "published_answer": "was published; names nobody",
    "ranking": "counts and a digest; who is in it stands in ranking_row",
    "published_row": "was published, by participant number",
    "published_chart": "was published, with small cells hidden",
    "exam_session": "a room and an hour; who sits there stands in exam_seat",
    "verification_setting": "how an agency works",
    "administrative_announcement": "counts and a digest",
    "log_leaf": "was published",
    "log_node": "hashes of what was published",
    "log_head": "was published",
    "result_package": "was published",
    "result_package_part": "was published",
    "result_package_block": "was published",
}
"""Of every table of the service."""
TELLING: Final = (
    "exam_session",
    "formation",
    "ranking",
    "result_package",
    "rule_set_proposal",
    "selection",
    "unit",
)
"""Those of them that name an agency or an employee."""
