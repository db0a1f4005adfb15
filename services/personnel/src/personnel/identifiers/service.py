"""The rules of identity numbers, asked for one person and answered as problems."""

from collections.abc import Callable
from typing import TypeVar

from abdi.problems import FieldError, Malformed, RuleBroken
from abdi.reasons import Reason
from personnel.identifiers.rules import (
    Declared,
    IdentifierInvalid,
    Nik,
    Nip,
    cross_check,
    errors_of,
    parse_nik,
    parse_nip,
    warnings_of,
)

NumberT = TypeVar("NumberT")


def nip_in(text: str, pointer: str = "/nip") -> Nip:
    """The NIP that was sent at `pointer`. Raises Malformed with the failed rules."""
    return _parsed(parse_nip, text, pointer)


def nik_in(text: str, pointer: str = "/nik") -> Nik:
    """The NIK that was sent at `pointer`. Raises Malformed with the failed rules."""
    return _parsed(parse_nik, text, pointer)


def check_numbers(nip: Nip, nik: Nik, declared: Declared) -> list[Reason]:
    """What to look at again. Raises RuleBroken when a number contradicts what is declared."""
    checks = cross_check(nip, nik, declared)
    broken = errors_of(checks)
    if broken:
        raise RuleBroken(reasons=broken)
    return warnings_of(checks)


def _parsed(parse: Callable[[str], NumberT], text: str, pointer: str) -> NumberT:
    try:
        return parse(text)
    except IdentifierInvalid as invalid:
        errors = [
            FieldError(place="body", pointer=pointer, code=reason.rule, message=reason.message)
            for reason in invalid.reasons
        ]
        raise Malformed(errors=errors, reasons=invalid.reasons) from invalid
