"""Who may do what here: the person, those above, officers of unit and agency, and who watches them."""

from abdi.policy import Permission, below, everywhere, in_agency, in_unit, own

_OFFICERS = (in_unit(), in_agency("agency_officer"))
_WATCHERS = (
    in_agency("decision_maker"),
    in_agency("auditor"),
    in_agency("agency_system"),
    everywhere(),
)
_READERS = (own(), below(), *_OFFICERS, *_WATCHERS)
_EVERYBODY = tuple(
    everywhere(role)
    for role in (
        "employee",
        "superior",
        "unit_officer",
        "agency_officer",
        "committee_member",
        "decision_maker",
        "auditor",
        "agency_system",
        "service",
    )
)

READ_PROGRAMME = Permission(name="training.programme.read", rules=_EVERYBODY)
WRITE_PROGRAMME = Permission(name="training.programme.write", rules=(in_agency("agency_officer"),))
READ_COURSE = Permission(name="training.course.read", rules=_READERS)
RECORD_COURSE = Permission(name="training.course.record", rules=_OFFICERS, not_own=True)
_SENDERS = (in_agency("agency_officer"), in_agency("agency_system"), everywhere())
IMPORT_PROGRAMMES = Permission(name="training.programme.import", rules=_SENDERS)
IMPORT_COURSES = Permission(name="training.course.import", rules=_SENDERS)
"""Sending the courses of many people; the own one is refused by its row."""
EXPORT_COURSE = Permission(
    name="training.course.export",
    rules=(in_agency("agency_officer"), in_agency("auditor"), in_agency("agency_system"), everywhere()),
)
"""Having the courses of an agency as a file, for a stated purpose."""
READ_HOURS = Permission(name="training.hours.read", rules=_READERS)
READ_NEED = Permission(name="training.need.read", rules=_READERS)
READ_SUMMARY = Permission(name="training.unit_summary.read", rules=(below(), *_OFFICERS, *_WATCHERS))
"""A unit in numbers. `below`: whoever is the superior of everybody in the unit."""
