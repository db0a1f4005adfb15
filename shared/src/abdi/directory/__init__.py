"""Who stands where and may what: units, superiors, roles and delegations, kept in every service."""

from abdi.directory.authority import authority_of
from abdi.directory.following import directory_subscription
from abdi.directory.recording import GrantRow, PersonRow, UnitRow, record_grants, record_people, record_units
from abdi.directory.scoping import Columns, reaches, scope, scope_of_any
from abdi.directory.standing import resource_of, resources_of
from abdi.directory.trees import people_below, people_in_unit, units_below

__all__ = [
    "Columns",
    "GrantRow",
    "PersonRow",
    "UnitRow",
    "authority_of",
    "directory_subscription",
    "people_below",
    "people_in_unit",
    "reaches",
    "record_grants",
    "record_people",
    "record_units",
    "resource_of",
    "resources_of",
    "scope",
    "scope_of_any",
    "units_below",
]
