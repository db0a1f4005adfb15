"""The ranks of regular promotion: order, ceiling by diploma, service exams, the superior's rank."""

from abdi.i18n import Text
from abdi.reasons import Reason
from promotion.eligibilities.rules.facts import CareerFacts
from promotion.eligibilities.rules.standard import Exam, RegularPromotion


def successor(rank: str | None, standard: RegularPromotion) -> str | None:
    """The rank after `rank`; None for the highest rank, an unknown one or none.

    Source: PP 99/2000; the order is the one of BKN's codes (11..14, 21..24, 31..34, 41..45).
    """
    ladder = standard.ladder
    if rank not in ladder[:-1]:
        return None
    return ladder[ladder.index(rank) + 1]


def education_ceiling(facts: CareerFacts, rank: str | None, standard: RegularPromotion) -> Reason:
    """The next rank lies within the highest rank that the diploma allows.

    Source: PP 99/2000 as amended by PP 12/2002.
    """
    level = facts.education_level
    ceiling = standard.education_ceilings.get(level or "")
    passed = rank is not None and ceiling is not None and _at_most(rank, ceiling, standard)
    return Reason(
        rule="education_ceiling",
        article=standard.articles["education_ceiling"],
        passed=passed,
        required={"next_rank": rank, "at_most": ceiling},
        found=level,
        message=Text(
            id=f"Pangkat tertinggi untuk pendidikan {level}: {ceiling}."
            if ceiling
            else "Pendidikan belum tercatat, sehingga pangkat tertinggi tidak diketahui.",
            en=f"Highest rank for education {level}: {ceiling}."
            if ceiling
            else "No education is recorded, so the highest rank is not known.",
        ),
        remedy=None if passed else _ceiling_remedy(ceiling),
    )


def _ceiling_remedy(ceiling: str | None) -> Text:
    if ceiling is None:
        return Text(id="Catat riwayat pendidikan.", en="Record the education history.")
    return Text(
        id="Pendidikan lebih tinggi yang diakui, atau jenis kenaikan pangkat lain.",
        en="A higher recognised diploma, or another type of promotion.",
    )


def service_exam(facts: CareerFacts, rank: str | None, standard: RegularPromotion) -> Reason:
    """The service exam (ujian dinas) between two groups is passed or a diploma stands in for it.

    The registry holds no record of exams yet: without an exemption the answer is unknown and does not pass.
    Source: PP 99/2000 as amended by PP 12/2002; the exemptions are marked unverified in the rule set.
    """
    exam = next((e for e in standard.exams if (e.from_rank, e.to_rank) == (facts.rank, rank)), None)
    is_exempt = exam is not None and facts.education_level in exam.exempt_levels
    passed = exam is None or is_exempt
    return Reason(
        rule="service_exam",
        article=standard.articles["service_exam"],
        passed=passed,
        required=None if exam is None else exam.code,
        found={"exempt_by": facts.education_level, "is_verified": False} if is_exempt else None,
        message=_exam_message(exam, facts.education_level if is_exempt else None),
        remedy=None
        if passed
        else Text(
            id="Lulus ujian dinas dan tercatat dalam riwayat.",
            en="Pass the service exam and have it recorded.",
        ),
    )


def _exam_message(exam: Exam | None, exempt_by: str | None) -> Text:
    if exam is None:
        return Text(
            id="Kenaikan ini tidak mensyaratkan ujian dinas.",
            en="This step needs no service exam.",
        )
    step = f"{exam.from_rank} -> {exam.to_rank}"
    if exempt_by is not None:
        return Text(
            id=f"Dikecualikan dari ujian dinas {step} karena ijazah {exempt_by} (belum diverifikasi).",
            en=f"Exempt from the service exam {step} by diploma {exempt_by} (not verified).",
        )
    return Text(
        id=f"Kenaikan {step} mensyaratkan ujian dinas; kelulusan belum tercatat.",
        en=f"The step {step} needs the service exam; no pass is recorded.",
    )


def superior_rank(facts: CareerFacts, rank: str | None, standard: RegularPromotion) -> Reason:
    """The next rank does not exceed the direct superior's, where the rule set still says so.

    Source: Keputusan Kepala BKN 12/2002, lifted by Peraturan BKN 2/2025.
    """
    capped, superior = standard.is_capped_by_superior, facts.superior_rank
    known = rank is not None and superior in standard.ladder
    passed = not capped or (known and _at_most(str(rank), str(superior), standard))
    return Reason(
        rule="superior_rank",
        article=standard.articles["superior_rank"],
        passed=passed,
        required={"at_most": "superior"} if capped else None,
        found=superior,
        message=Text(
            id=f"Tidak boleh melampaui pangkat atasan langsung: {superior or 'tidak tercatat'}."
            if capped
            else "Pangkat atasan langsung tidak membatasi.",
            en=f"May not exceed the direct superior's rank: {superior or 'not recorded'}."
            if capped
            else "The direct superior's rank sets no limit.",
        ),
        remedy=None
        if passed
        else Text(
            id="Atasan langsung dengan pangkat yang cukup tercatat.",
            en="A direct superior of sufficient rank is recorded.",
        ),
    )


def _at_most(rank: str, limit: str, standard: RegularPromotion) -> bool:
    return standard.ladder.index(rank) <= standard.ladder.index(limit)
