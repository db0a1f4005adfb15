"""Who regular promotion is for: employment, status, discipline and the post held."""

from datetime import date, timedelta
from typing import Final

from abdi.i18n import Text
from promotion.eligibilities.rules.facts import CareerFacts, Sanction
from promotion.eligibilities.rules.labels import POSTS, PROMOTIONS, STATUSES, label
from promotion.eligibilities.rules.reasons import RuleReason, source
from promotion.eligibilities.rules.standard import RegularPromotion

CONTRACT: Final = "PPPK"

_NOT_RECORDED: Final = Text(
    "Hukuman disiplin belum dicatat di sistem ini; periksa berkas kepegawaian.",
    "Disciplinary sanctions are not recorded in this system yet; check the personnel file.",
)
_REMEDY_OF_STATUS: Final = {
    "leave": Text(
        "Aktif kembali setelah cuti di luar tanggungan negara.",
        "Return to active service after the leave.",
    ),
    "suspended": Text(
        "Diaktifkan kembali setelah pemberhentian sementara berakhir.",
        "Return to active service after the suspension ends.",
    ),
}
_SERVICE_ENDED: Final = Text(
    "Tidak ada dalam kenaikan pangkat reguler: masa kerja telah berakhir.",
    "Nothing within regular promotion: service has ended.",
)


def employment(facts: CareerFacts, standard: RegularPromotion) -> RuleReason:
    """Only a PNS holds a rank that can rise; a CPNS must be appointed first, a PPPK has grades."""
    passed = facts.employment_type in standard.employment_types
    return RuleReason(
        **source("employment", standard),
        passed=passed,
        required=sorted(standard.employment_types),
        found=facts.employment_type,
        message=Text(
            id=f"Kenaikan pangkat reguler untuk PNS; status kepegawaian: {facts.employment_type}.",
            en=f"Regular promotion is for PNS; employment type: {facts.employment_type}.",
        ),
        remedy=None if passed else _remedy_of_employment(facts),
    )


def _remedy_of_employment(facts: CareerFacts) -> Text:
    if facts.employment_type == CONTRACT:
        return Text(
            id="Tidak ada: PPPK memiliki golongan, bukan pangkat.",
            en="None: a PPPK has a grade, not a rank.",
        )
    return Text(
        id="Pengangkatan sebagai PNS, dicatat di data kepegawaian.",
        en="Appointment as PNS, recorded in the registry.",
    )


def status(facts: CareerFacts, standard: RegularPromotion) -> RuleReason:
    """In active service: neither suspended nor on leave outside the state's account."""
    passed = facts.status in standard.statuses
    name = label(STATUSES, facts.status)
    return RuleReason(
        **source("status", standard),
        passed=passed,
        required=sorted(standard.statuses),
        found=facts.status,
        message=Text(
            id=f"Harus aktif bekerja; kedudukan saat ini: {name.id}.",
            en=f"Must be in active service; current status: {name.en}.",
        ),
        remedy=None if passed else _REMEDY_OF_STATUS.get(facts.status, _SERVICE_ENDED),
    )


def discipline(facts: CareerFacts, effective_on: date, standard: RegularPromotion) -> RuleReason:
    """No moderate or severe sanction runs on the effective date.

    The registry keeps no sanctions yet: with none known the rule passes, and says that nobody looked.
    """
    running = [
        s for s in facts.sanctions if s.level in standard.blocking_sanctions and s.runs_on(effective_on)
    ]
    passed = not running
    return RuleReason(
        **source("discipline", standard, caveat=None if facts.sanctions else _NOT_RECORDED),
        passed=passed,
        required={"none_running_of": sorted(standard.blocking_sanctions)},
        found=[sanction.model_dump(mode="json") for sanction in running] if facts.sanctions else None,
        message=_message_of_discipline(facts, is_free=passed),
        remedy=None
        if passed
        else Text(id="Hukuman disiplin selesai dijalani.", en="The sanction has been served."),
        turns_on=_last_day_after(running),
    )


def _message_of_discipline(facts: CareerFacts, *, is_free: bool) -> Text:
    if not facts.sanctions:
        return Text(
            id="Tidak diketahui adanya hukuman disiplin; belum diperiksa, karena belum tercatat di sini.",
            en="No disciplinary sanction is known; not verified, since this system does not record them yet.",
        )
    if is_free:
        return Text(
            id="Tidak sedang menjalani hukuman disiplin sedang atau berat.",
            en="No moderate or severe disciplinary sanction is running.",
        )
    return Text(
        id="Sedang menjalani hukuman disiplin sedang atau berat.",
        en="A moderate or severe disciplinary sanction is running.",
    )


def _last_day_after(running: list[Sanction]) -> date | None:
    ends = [sanction.until for sanction in running if sanction.until is not None]
    return max(ends) + timedelta(days=1) if ends and len(ends) == len(running) else None


def post(facts: CareerFacts, standard: RegularPromotion) -> RuleReason:
    """Holds a pelaksana post; structural and functional posts are promoted by other rules."""
    passed = facts.post_kind in standard.post_kinds
    name = label(POSTS, facts.post_kind)
    return RuleReason(
        **source("post", standard),
        passed=passed,
        required=sorted(standard.post_kinds),
        found=facts.post_kind,
        message=Text(
            id=f"Untuk pemangku jabatan pelaksana; jabatan saat ini: {name.id}.",
            en=f"For holders of a pelaksana (staff) post; current post: {name.en}.",
        ),
        remedy=None if passed else _remedy_of_post(facts),
    )


def _remedy_of_post(facts: CareerFacts) -> Text:
    if facts.post_kind is None:
        return Text(
            id="Pengangkatan dalam jabatan, dicatat di data kepegawaian.",
            en="Appointment to a post, recorded in the registry.",
        )
    path = label(PROMOTIONS, facts.post_kind)
    return Text(id=f"Berlaku {path.id}, dengan ketentuan sendiri.", en=f"What applies is {path.en}.")


def other_path(facts: CareerFacts, standard: RegularPromotion) -> Text | None:
    """Why the remaining rules are not asked; None for somebody whom regular promotion may be for."""
    if facts.employment_type == CONTRACT:
        return Text(
            id="PPPK memiliki golongan, bukan pangkat; kenaikan pangkat tidak berlaku.",
            en="A PPPK has a grade, not a rank; promotion in rank does not apply.",
        )
    if facts.post_kind is None or facts.post_kind in standard.post_kinds:
        return None
    name, path = label(POSTS, facts.post_kind), label(PROMOTIONS, facts.post_kind)
    return Text(
        id=f"Kenaikan pangkat reguler tidak berlaku untuk {name.id}; yang berlaku {path.id}.",
        en=f"Regular promotion is not for the holder of {name.en}; what applies is {path.en}.",
    )
