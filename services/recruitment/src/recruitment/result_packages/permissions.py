"""Who has packages made, and who may prove a row."""

from typing import Final

from abdi.policy import Permission, in_agency, own

_ARTICLE: Final = "PermenPANRB 6/2024"

MAKE_PACKAGE = Permission(
    name="recruitment.result_package.make",
    rules=(in_agency("agency_officer"), in_agency("decision_maker")),
    article=_ARTICLE,
)
"""Putting a published ranking into a package that anybody can check, and into the log."""
PROVE_ROW = Permission(name="recruitment.row_proof.read", rules=(own("applicant"),), article=_ARTICLE)
"""The proof of one's own row, with what opens the own birth date: the applicant alone."""
