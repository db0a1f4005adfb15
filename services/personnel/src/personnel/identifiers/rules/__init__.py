"""The rules of identity numbers, each with its source."""

from personnel.identifiers.rules.checks import (
    Check,
    IdentifierInvalid,
    Rule,
    Sex,
    errors_of,
    warnings_of,
)
from personnel.identifiers.rules.crosschecks import (
    Declared,
    EmploymentType,
    age_on,
    check_appointed,
    check_appointment,
    cross_check,
    first_appointment_on,
)
from personnel.identifiers.rules.nik import Nik, check_nik, parse_nik
from personnel.identifiers.rules.nip import (
    FIRST_AGREEMENT,
    PREFIX_LENGTH,
    Nip,
    SerialsExhausted,
    check_nip,
    next_nip,
    nip_prefix,
    parse_nip,
    without_separators,
)

__all__ = [
    "FIRST_AGREEMENT",
    "PREFIX_LENGTH",
    "Check",
    "Declared",
    "EmploymentType",
    "IdentifierInvalid",
    "Nik",
    "Nip",
    "Rule",
    "SerialsExhausted",
    "Sex",
    "age_on",
    "check_appointed",
    "check_appointment",
    "check_nik",
    "check_nip",
    "cross_check",
    "errors_of",
    "first_appointment_on",
    "next_nip",
    "nip_prefix",
    "parse_nik",
    "parse_nip",
    "warnings_of",
    "without_separators",
]
