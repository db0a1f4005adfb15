"""Proposed rule sets, and who decided them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped

from abdi.db import Identified, Timestamped, Versioned
from recruitment.db import Base


class RuleSetProposal(Identified, Versioned, Timestamped, Base):
    """A new version of a rule set, or a change of one that is not in use; never removed.

    `content` is the whole file as it would be stored, `earlier` what it replaces. Proposed by one person and
    decided by another one, both by the subject of their tokens.
    """

    __tablename__ = "rule_set_proposal"
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'approved', 'refused')", name="state"),
        CheckConstraint("decided_by <> proposed_by", name="two_people"),
        CheckConstraint("(state = 'proposed') = (decided_by IS NULL)", name="decided"),
        Index("ix_rule_set_proposal_version", "rule_set", "rule_set_version"),
        Index(
            "uq_rule_set_proposal_open",
            "rule_set",
            "rule_set_version",
            unique=True,
            postgresql_where=text("state = 'proposed'"),
        ),
    )

    agency: Mapped[str]
    rule_set: Mapped[str]
    rule_set_version: Mapped[str]
    content: Mapped[dict[str, Any]]
    checksum: Mapped[str]
    earlier: Mapped[dict[str, Any] | None]
    reason: Mapped[str]
    state: Mapped[str]
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None]
