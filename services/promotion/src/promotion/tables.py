"""Every model of the service, so that migrations see them all."""

from promotion.careers.models import Career, CareerPredicate
from promotion.db import Base
from promotion.eligibilities.models import Eligibility

__all__ = ["Base", "Career", "CareerPredicate", "Eligibility"]
