"""Regular promotion in rank (kenaikan pangkat reguler): every rule asked, every answer explained.

Pure functions over `CareerFacts` and one version of the rule set. Each returns a Reason whether it passed or
not; what is unknown does not pass.
"""

from datetime import date, timedelta

from abdi.i18n import Text
from abdi.reasons import Reason
from promotion.eligibilities.rules.facts import Assessment, CareerFacts
from promotion.eligibilities.rules.periods import years_later
from promotion.eligibilities.rules.predicates import predicate
from promotion.eligibilities.rules.ranks import education_ceiling, service_exam, successor, superior_rank
from promotion.eligibilities.rules.standard import RegularPromotion


def assess(facts: CareerFacts, effective_on: date, standard: RegularPromotion) -> Assessment:
    """All rules of regular promotion for one person on `effective_on`, in the order a reader expects.

    Source: PP 99/2000 as amended by PP 12/2002; Peraturan BKN 2/2025.
    """
    rank = successor(facts.rank, standard)
    reasons = (
        employment(facts, standard),
        status(facts, standard),
        discipline(facts, effective_on, standard),
        post(facts, standard),
        next_rank(facts, standard),
        time_in_rank(facts, effective_on, standard),
        predicate(facts, effective_on, standard),
        education_ceiling(facts, rank, standard),
        service_exam(facts, rank, standard),
        superior_rank(facts, rank, standard),
    )
    return Assessment(effective_on=effective_on, next_rank=rank, reasons=reasons)


def employment(facts: CareerFacts, standard: RegularPromotion) -> Reason:
    """Only a PNS holds a rank that can rise; a CPNS must be appointed first, a PPPK has grades."""
    passed = facts.employment_type in standard.employment_types
    return Reason(
        rule="employment",
        article=standard.articles["employment"],
        passed=passed,
        required=sorted(standard.employment_types),
        found=facts.employment_type,
        message=Text(
            id=f"Kenaikan pangkat reguler untuk PNS; status kepegawaian: {facts.employment_type}.",
            en=f"Regular promotion is for PNS; employment type: {facts.employment_type}.",
        ),
        remedy=None if passed else Text(id="Diangkat menjadi PNS.", en="Appointment as PNS."),
    )


def status(facts: CareerFacts, standard: RegularPromotion) -> Reason:
    """In active service: neither suspended nor on leave outside the state's account."""
    passed = facts.status in standard.statuses
    return Reason(
        rule="status",
        article=standard.articles["status"],
        passed=passed,
        required=sorted(standard.statuses),
        found=facts.status,
        message=Text(
            id=f"Harus aktif bekerja; kedudukan saat ini: {_STATUS_ID.get(facts.status, facts.status)}.",
            en=f"Must be in active service; current status: {facts.status}.",
        ),
        remedy=None if passed else Text(id="Diaktifkan kembali sebagai PNS.", en="Return to active service."),
    )


_STATUS_ID = {
    "active": "aktif",
    "leave": "cuti di luar tanggungan negara",
    "suspended": "diberhentikan sementara",
    "retired": "pensiun",
    "left": "berhenti",
    "deceased": "meninggal dunia",
}


def discipline(facts: CareerFacts, effective_on: date, standard: RegularPromotion) -> Reason:
    """No moderate or severe sanction runs on the effective date."""
    running = [
        sanction
        for sanction in facts.sanctions
        if sanction.level in standard.blocking_sanctions
        and (sanction.until is None or sanction.until >= effective_on)
    ]
    ends = [sanction.until for sanction in running if sanction.until is not None]
    turns_on = max(ends) + timedelta(days=1) if ends and len(ends) == len(running) else None
    passed = not running
    return Reason(
        rule="discipline",
        article=standard.articles["discipline"],
        passed=passed,
        required={"none_running_of": sorted(standard.blocking_sanctions)},
        found=[sanction.model_dump(mode="json") for sanction in running],
        message=Text(
            id="Tidak sedang menjalani hukuman disiplin sedang atau berat."
            if passed
            else "Sedang menjalani hukuman disiplin sedang atau berat.",
            en="No moderate or severe disciplinary sanction is running."
            if passed
            else "A moderate or severe disciplinary sanction is running.",
        ),
        remedy=None
        if passed
        else Text(id="Hukuman disiplin selesai dijalani.", en="The sanction has been served."),
        turns_on=turns_on,
    )


def post(facts: CareerFacts, standard: RegularPromotion) -> Reason:
    """Holds a pelaksana post; structural and functional posts are promoted by other rules."""
    passed = facts.post_kind in standard.post_kinds
    return Reason(
        rule="post",
        article=standard.articles["post"],
        passed=passed,
        required=sorted(standard.post_kinds),
        found=facts.post_kind,
        message=Text(
            id=f"Untuk jabatan pelaksana; jabatan saat ini: {facts.post_kind or 'tidak tercatat'}.",
            en=f"For holders of a pelaksana post; current post: {facts.post_kind or 'not recorded'}.",
        ),
        remedy=None
        if passed
        else Text(
            id="Kenaikan pangkat pilihan sesuai jenis jabatan.",
            en="Promotion by the rules of the kind of post held (kenaikan pangkat pilihan).",
        ),
    )


def next_rank(facts: CareerFacts, standard: RegularPromotion) -> Reason:
    """There is a rank above the present one."""
    rank = successor(facts.rank, standard)
    passed = rank is not None
    return Reason(
        rule="next_rank",
        article=standard.articles["next_rank"],
        passed=passed,
        required={"rank_below": standard.ladder[-1]},
        found=facts.rank,
        message=Text(
            id=f"Pangkat berikutnya setelah {facts.rank}: {rank}."
            if passed
            else f"Tidak ada pangkat berikutnya; pangkat tercatat: {facts.rank or 'tidak ada'}.",
            en=f"The rank after {facts.rank} is {rank}."
            if passed
            else f"No rank follows; recorded rank: {facts.rank or 'none'}.",
        ),
        remedy=None
        if passed or facts.rank is not None
        else Text(id="Catat riwayat pangkat.", en="Record the rank history."),
    )


def time_in_rank(facts: CareerFacts, effective_on: date, standard: RegularPromotion) -> Reason:
    """At least four full years in the last rank on the effective date (the day of the anniversary counts).

    Source: PP 99/2000.
    """
    since, years = facts.rank_since, standard.years_in_rank
    turns_on = None if since is None else years_later(since, years)
    passed = turns_on is not None and turns_on <= effective_on
    return Reason(
        rule="time_in_rank",
        article=standard.articles["time_in_rank"],
        passed=passed,
        required={"years": years, "on": effective_on.isoformat()},
        found=None if since is None else {"since": since.isoformat()},
        message=Text(
            id=f"Paling sedikit {years} tahun dalam pangkat terakhir; sejak {since or 'tidak tercatat'}.",
            en=f"At least {years} years in the last rank; held since {since or 'not recorded'}.",
        ),
        remedy=None if passed else _wait(turns_on),
        turns_on=None if passed else turns_on,
    )


def _wait(turns_on: date | None) -> Text:
    if turns_on is None:
        return Text(id="Catat riwayat pangkat.", en="Record the rank history.")
    return Text(id=f"Terpenuhi sejak {turns_on}.", en=f"Fulfilled from {turns_on}.")
