"""The stages of a CPNS selection, in the order of the national schedules."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from abdi.i18n import Text


class StageCode(StrEnum):
    """A stage; `CHAIN` has them in order."""

    NOTICE = "notice"
    REGISTRATION = "registration"
    ADMINISTRATIVE = "administrative"
    ADMINISTRATIVE_RESULT = "administrative_result"
    ADMINISTRATIVE_OBJECTION = "administrative_objection"
    ADMINISTRATIVE_ANSWERS = "administrative_answers"
    ADMINISTRATIVE_REANNOUNCEMENT = "administrative_reannouncement"
    SKD = "skd"
    SKD_RESULT = "skd_result"
    SKB = "skb"
    FINAL_RESULT = "final_result"
    FINAL_OBJECTION = "final_objection"
    FINAL_ANSWERS = "final_answers"
    FINAL_REANNOUNCEMENT = "final_reannouncement"
    FILING = "filing"
    NIP_PROPOSAL = "nip_proposal"


CHAIN: Final = tuple(StageCode)


@dataclass(frozen=True, slots=True)
class StageDays:
    """First and last day of a stage, both counted."""

    code: StageCode
    starts_on: date
    ends_on: date


STAGE_NAMES: Final = {
    StageCode.NOTICE: Text("Pengumuman seleksi", "Vacancy notice"),
    StageCode.REGISTRATION: Text("Pendaftaran", "Registration"),
    StageCode.ADMINISTRATIVE: Text("Seleksi administrasi", "Administrative selection"),
    StageCode.ADMINISTRATIVE_RESULT: Text(
        "Pengumuman hasil seleksi administrasi", "Result of the administrative selection"
    ),
    StageCode.ADMINISTRATIVE_OBJECTION: Text(
        "Masa sanggah seleksi administrasi", "Objections to the administrative result"
    ),
    StageCode.ADMINISTRATIVE_ANSWERS: Text(
        "Jawab sanggah seleksi administrasi", "Answers to administrative objections"
    ),
    StageCode.ADMINISTRATIVE_REANNOUNCEMENT: Text(
        "Pengumuman pascasanggah seleksi administrasi", "Administrative result after objections"
    ),
    StageCode.SKD: Text("Pelaksanaan SKD", "SKD (basic competence test)"),
    StageCode.SKD_RESULT: Text("Pengumuman hasil SKD", "Result of SKD"),
    StageCode.SKB: Text("Pelaksanaan SKB", "SKB (field competence tests)"),
    StageCode.FINAL_RESULT: Text("Pengumuman hasil akhir", "Final result"),
    StageCode.FINAL_OBJECTION: Text("Masa sanggah hasil akhir", "Objections to the final result"),
    StageCode.FINAL_ANSWERS: Text("Jawab sanggah hasil akhir", "Answers to final objections"),
    StageCode.FINAL_REANNOUNCEMENT: Text(
        "Pengumuman pascasanggah hasil akhir", "Final result after objections"
    ),
    StageCode.FILING: Text("Pengisian DRH", "Filing of documents (DRH)"),
    StageCode.NIP_PROPOSAL: Text("Usul penetapan NIP", "Proposal of the NIP"),
}
