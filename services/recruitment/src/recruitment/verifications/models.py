"""Cases of the administrative selection, their verdicts, claims, conflicts of interest and announcements.

Behind the agency's fence alone: no row of these is ever an applicant's to see. What the applicant is told
stands in the application.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Identified, Timestamped, Versioned
from recruitment.db import Base


class VerificationCase(Identified, Versioned, Timestamped, Base):
    """One application as the administrative selection sees it.

    `checks` are the outcomes of the pre-check, `proposal` what follows from them; only verifiers decide.
    `round` counts from 1 how often the case was opened. `reasons` are what the applicant will read.
    """

    __tablename__ = "verification_case"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'differing', 'decided')", name="state"),
        CheckConstraint("proposal IN ('eligible', 'not_eligible', 'unclear')", name="proposal"),
        CheckConstraint("outcome IN ('eligible', 'not_eligible')", name="outcome"),
        CheckConstraint(
            "(state = 'decided') = (outcome IS NOT NULL AND decided_at IS NOT NULL)", name="decided"
        ),
        CheckConstraint("wanted IN (1, 2)", name="wanted"),
        Index("ix_verification_case_queue", "selection_id", "state", "waits_since", "id"),
    )

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), unique=True
    )
    applicant_id: Mapped[UUID] = mapped_column(index=True)
    selection_id: Mapped[UUID] = mapped_column(ForeignKey("selection.id"))
    agency: Mapped[str]
    state: Mapped[str]
    wanted: Mapped[int]
    round: Mapped[int]
    proposal: Mapped[str]
    checks: Mapped[list[Any]]
    waits_since: Mapped[datetime]
    outcome: Mapped[str | None]
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    decided_at: Mapped[datetime | None]
    reopening_reason: Mapped[str | None]


class Verdict(Identified, Base):
    """What one verifier found in one round; `note` is for colleagues, never for the applicant."""

    __tablename__ = "verification_verdict"
    __table_args__ = (
        UniqueConstraint("case_id", "round", "number"),
        UniqueConstraint("case_id", "round", "verifier_id"),
        CheckConstraint("number BETWEEN 1 AND 3", name="number"),
        CheckConstraint("outcome IN ('eligible', 'not_eligible')", name="outcome"),
        Index("ix_verification_verdict_verifier_id", "verifier_id", "application_id"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("verification_case.id", ondelete="CASCADE"))
    application_id: Mapped[UUID] = mapped_column(index=True)
    agency: Mapped[str]
    round: Mapped[int]
    number: Mapped[int]
    verifier_id: Mapped[UUID]
    outcome: Mapped[str]
    requirements: Mapped[list[Any]]
    note: Mapped[str | None] = mapped_column(info={"sensitive": True})
    is_bulk: Mapped[bool]
    given_at: Mapped[datetime]


class VerificationClaim(Base):
    """A case that somebody has taken to look at, until a moment; then it is free again."""

    __tablename__ = "verification_claim"
    __table_args__ = (Index("ix_verification_claim_verifier_id", "verifier_id", "expires_at"),)

    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("verification_case.id", ondelete="CASCADE"), primary_key=True
    )
    verifier_id: Mapped[UUID] = mapped_column(primary_key=True)
    agency: Mapped[str]
    claimed_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class ConflictOfInterest(Identified, Base):
    """A verifier says that a selection, or one applicant in whatever selection, is not for them to judge."""

    __tablename__ = "conflict_of_interest"
    __table_args__ = (
        CheckConstraint(
            "relation IN ('kinship', 'marriage', 'work', 'business', 'rivalry', 'other')", name="relation"
        ),
        Index(
            "uq_conflict_of_interest_applicant",
            "verifier_id",
            "applicant_id",
            unique=True,
            postgresql_where=text("applicant_id IS NOT NULL"),
        ),
        Index(
            "uq_conflict_of_interest_selection",
            "verifier_id",
            "selection_id",
            unique=True,
            postgresql_where=text("applicant_id IS NULL"),
        ),
    )

    agency: Mapped[str]
    selection_id: Mapped[UUID] = mapped_column(ForeignKey("selection.id"), index=True)
    verifier_id: Mapped[UUID]
    applicant_id: Mapped[UUID | None] = mapped_column(index=True)
    application_id: Mapped[UUID | None]
    relation: Mapped[str]
    words: Mapped[str | None] = mapped_column(info={"sensitive": True})
    declared_at: Mapped[datetime]


class VerificationSetting(Versioned, Base):
    """How an agency works through one selection; without a row it is as `rules.DEFAULTS` say."""

    __tablename__ = "verification_setting"
    __table_args__ = (CheckConstraint("lease_minutes BETWEEN 5 AND 1440", name="lease_minutes"),)

    selection_id: Mapped[UUID] = mapped_column(
        ForeignKey("selection.id", ondelete="CASCADE"), primary_key=True
    )
    may_accept_in_bulk: Mapped[bool]
    lease_minutes: Mapped[int]


class AdministrativeAnnouncement(Identified, Base):
    """The result of the administrative selection as it was announced: first, and again after objections.

    About nobody: counts by code and a digest.
    """

    __tablename__ = "administrative_announcement"
    __table_args__ = (
        UniqueConstraint("selection_id", "number"),
        CheckConstraint("number IN (1, 2)", name="number"),
    )

    selection_id: Mapped[UUID] = mapped_column(ForeignKey("selection.id"))
    number: Mapped[int]
    manifest: Mapped[dict[str, Any]]
    announced_at: Mapped[datetime]
