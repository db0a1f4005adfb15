"""Every model of the service, so that migrations see them all."""

from recruitment.candidates.models import Candidate
from recruitment.db import Base

__all__ = ["Base", "Candidate"]
