"""Who may do what in the registry: one text, from which decisions and scopes follow."""

from typing import Final

from abdi.auth import Permission
from abdi.policy import below, everywhere, in_agency, in_unit, own

# Who supervises sees what the work needs; who inspects sees what an inspection needs. Both see the NIP, which
# stands on every decree, although its first digits repeat the birth date.
FROM_SUPERIORS: Final = frozenset({"birth_date", "birth_place", "nik"})
FROM_AUDITORS: Final = frozenset({"birth_date", "birth_place", "nik"})

# What an agency is made of is known to everybody who works there or has an office in it.
READ_ORGANISATION = Permission(
    name="personnel.organisation.read",
    rules=(
        in_agency("employee"),
        in_agency("unit_officer"),
        in_agency("agency_officer"),
        in_agency("committee_member"),
        in_agency("decision_maker"),
        in_agency("auditor"),
        in_agency("agency_system"),
        everywhere(),
    ),
)
# Units and positions are made by the head of the agency, so no unit keeps its own.
WRITE_ORGANISATION = Permission(
    name="personnel.organisation.write", rules=(in_agency("agency_officer"), everywhere())
)
READ_AGENCIES = Permission(
    name="personnel.agencies.read",
    rules=(everywhere("employee"), everywhere("agency_system"), everywhere()),
)
"""The names of agencies are public."""
WRITE_AGENCIES = Permission(name="personnel.agencies.write", rules=(everywhere(),))

READ_CARDS = Permission(name="personnel.cards.read", rules=READ_ORGANISATION.rules)
"""Who serves where in the agency: name, position and unit, as colleagues know them of each other."""

# A member of a selection committee judges candidacies, in the service that holds them; the registry itself
# tells the member no more than it tells every colleague.
READ_EMPLOYEES = Permission(
    name="personnel.employees.read",
    rules=(
        own(),
        below(masked=FROM_SUPERIORS),
        in_unit("unit_officer"),
        in_agency("agency_officer"),
        in_agency("decision_maker"),
        in_agency("auditor", masked=FROM_AUDITORS),
        in_agency("agency_system"),
        everywhere(),
    ),
)
SEARCH_EMPLOYEES = Permission(
    name="personnel.employees.search",
    rules=(
        in_unit("unit_officer"),
        in_agency("agency_officer"),
        in_agency("decision_maker"),
        in_agency("auditor", masked=FROM_AUDITORS),
        in_agency("agency_system"),
        everywhere(),
    ),
)
WRITE_EMPLOYEES = Permission(
    name="personnel.employees.write",
    rules=(in_agency("agency_officer"), everywhere()),
    not_own=True,
    article="UU 30/2014 art. 42",
)
# Diplomas are handed in where people work, and an entry alone moves neither pay nor position. Ranks,
# positions, superiors and status follow decrees of the agency; so does correcting what is on record.
ENTER_EDUCATIONS = Permission(
    name="personnel.educations.enter",
    rules=(in_unit("unit_officer"), *WRITE_EMPLOYEES.rules),
    not_own=True,
    article="UU 30/2014 art. 42",
)
IMPORT = Permission(
    name="personnel.registry.import",
    rules=(in_agency("agency_officer"), in_agency("agency_system"), everywhere()),
    article="UU 30/2014 art. 42",
)
"""Sending files of many rows about the agency; rows that change the own record are refused one by one."""
EXPORT = Permission(
    name="personnel.registry.export",
    rules=(in_agency("agency_officer"), in_agency("agency_system"), everywhere()),
)
"""Having the registry of an agency as files, for a stated purpose; the NIK stays masked."""
DISCLOSE_NIK = Permission(
    name="personnel.nik.disclose", rules=(own(), in_agency("agency_officer"), everywhere())
)
"""Seeing a NIK in full, with a reason; everybody else sees its last four digits at most."""


READ_ROLES = Permission(
    name="personnel.roles.read",
    rules=(
        own(),
        in_agency("agency_officer"),
        in_agency("auditor"),
        in_agency("agency_system"),
        everywhere(),
    ),
)
WRITE_ROLES = Permission(
    name="personnel.roles.write",
    rules=(in_agency("agency_officer"), everywhere()),
    not_own=True,
    article="UU 30/2014 art. 42",
)
READ_DELEGATIONS = Permission(name="personnel.delegations.read", rules=READ_ROLES.rules)
DELEGATE = Permission(
    name="personnel.delegations.delegate", rules=(own(), everywhere()), article="UU 30/2014 art. 13"
)
"""Giving the own authority to somebody for a time."""
APPOINT_STAND_IN = Permission(
    name="personnel.delegations.appoint",
    rules=(in_agency("agency_officer"), everywhere()),
    not_own=True,
    article="UU 30/2014 art. 14, 42",
)
"""Appointing a Plt. or Plh., and ending any delegation of the agency."""
WRITE_DELEGATIONS = Permission(
    name="personnel.delegations.write", rules=(own(), in_agency("agency_officer"), everywhere())
)
"""What the routes ask first; the kind then decides between the two above."""
READ_SUMMARY = Permission(
    name="personnel.unit_summary.read",
    rules=(
        below(),
        in_unit("unit_officer"),
        in_agency("agency_officer"),
        in_agency("decision_maker"),
        in_agency("auditor"),
        in_agency("agency_system"),
        everywhere(),
    ),
)
"""A unit in numbers. `below`: whoever is the superior of everybody in the unit."""
