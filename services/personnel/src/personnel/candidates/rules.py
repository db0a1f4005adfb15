"""What a candidate's record must be beside the rules of a registration, and how a refusal is told."""

from collections.abc import Iterable
from typing import Final

from pydantic import ValidationError

from abdi.i18n import Text
from abdi.problems import Problem
from abdi.reasons import Reason
from personnel.identifiers.rules import Check, Rule

AGENCY_KNOWN = Rule(
    "candidate.agency_known",
    "PP 11/2017 jo. PP 17/2020",
    Text(id="Instansi tercatat di data kepegawaian", en="The registry knows the agency"),
    Text(id="Catat instansi lebih dahulu", en="Have the agency entered first"),
)
POSITION_OF_AGENCY = Rule(
    "candidate.position_of_agency",
    "PP 11/2017 jo. PP 17/2020",
    Text(id="Jabatan ada di instansi yang mengangkat", en="The position is one of the appointing agency"),
    Text(id="Pilih jabatan lowong di instansi ini", en="Choose a vacant position of this agency"),
)
NIP_NEW = Rule(
    "candidate.nip_new",
    "Perka BKN 22/2007",
    Text(id="NIP belum pernah diberikan kepada orang lain", en="The NIP was never given to somebody else"),
    Text(id="Periksa penetapan NIP ke BKN", en="Check the number with BKN"),
)
NIK_NEW = Rule(
    "candidate.nik_new",
    "UU 23/2006 jo. UU 24/2013",
    Text(id="Orang ini belum tercatat sebagai pegawai", en="The person is not in the registry yet"),
    Text(
        id="Periksa NIK; bila sudah pegawai, catat perubahan pada datanya",
        en="Check the NIK; for somebody in the registry, enter a change there",
    ),
)
WELL_FORMED = Rule(
    "candidate.well_formed",
    "Abdi",
    Text(id="Isian sesuai bentuk data kepegawaian", en="The record has the form that the registry asks"),
    Text(id="Perbaiki isian yang disebut", en="Correct the fields that are named"),
)
# Of a number that is taken the answer says only that it is: whose it is, is that person's business.
_BY_CODE: Final = {"nip-taken": NIP_NEW, "nik-taken": NIK_NEW}


def check_agency(agency: str, *, is_known: bool) -> Check:
    """Whether the appointing agency is in the registry. Source: PP 11/2017 (appointment within an agency)."""
    return AGENCY_KNOWN.outcome(passed=is_known, required="an agency of the registry", found=agency)


def check_position(agency: str, *, of_agency: str | None) -> Check:
    """Whether the position belongs to the appointing agency; `of_agency` is None for an unknown position.

    Source: PP 11/2017 as amended by PP 17/2020 (appointment to a vacant position of the agency).
    """
    return POSITION_OF_AGENCY.outcome(
        passed=of_agency == agency, required={"agency": agency}, found={"agency": of_agency}
    )


def reasons_of(error: Problem | ValidationError) -> list[Reason]:
    """Why a rule refused, as far as the error says; nothing for an error that is no refusal by a rule."""
    if isinstance(error, ValidationError):
        fields = sorted({".".join(map(str, item["loc"])) for item in error.errors(include_input=False)})
        return [WELL_FORMED.outcome(passed=False, required="as documented", found=list(fields)).reason]
    told: list[Reason] = error.extra.get("reasons", [])
    if told or error.code not in _BY_CODE:
        return list(told)
    return [_BY_CODE[error.code].outcome(passed=False, required="new", found="known").reason]


def each_once(reasons: Iterable[Reason]) -> list[Reason]:
    """The reasons without those that name a rule again."""
    return list({reason.rule: reason for reason in reasons}.values())
