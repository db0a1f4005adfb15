"""The ranks of regular promotion: order, ceiling by diploma, service exams, the superior's rank."""

from typing import Final

from abdi.i18n import Text
from promotion.eligibilities.rules.facts import CareerFacts
from promotion.eligibilities.rules.labels import EDUCATIONS, EXAMS, label
from promotion.eligibilities.rules.reasons import RuleReason, source
from promotion.eligibilities.rules.standard import Exam, RegularPromotion

_EXAMS_NOT_RECORDED: Final = Text(
    "Kelulusan ujian dinas belum dicatat di sistem ini; periksa berkas kepegawaian.",
    "Passed service exams are not recorded in this system yet; check the personnel file.",
)


def successor(rank: str | None, standard: RegularPromotion) -> str | None:
    """The rank after `rank`; None for the highest rank, an unknown one or none.

    Source: PP 99/2000; the order is the one of BKN's codes (11..14, 21..24, 31..34, 41..45).
    """
    ladder = standard.ladder
    if rank not in ladder[:-1]:
        return None
    return ladder[ladder.index(rank) + 1]


def education_ceiling(facts: CareerFacts, rank: str | None, standard: RegularPromotion) -> RuleReason:
    """The next rank lies within the highest rank that the diploma allows.

    Source: PP 99/2000 as amended by PP 12/2002.
    """
    level = facts.education_level
    ceiling = standard.education_ceilings.get(level or "")
    passed = rank is not None and ceiling is not None and _at_most(rank, ceiling, standard)
    return RuleReason(
        **source("education_ceiling", standard),
        passed=passed,
        required={"next_rank": rank, "at_most": ceiling},
        found=level,
        message=_ceiling_message(level, ceiling, rank),
        remedy=None if passed else _ceiling_remedy(ceiling),
    )


def _ceiling_message(level: str | None, ceiling: str | None, rank: str | None) -> Text:
    if ceiling is None:
        return Text(
            id="Pendidikan belum tercatat, sehingga pangkat tertinggi tidak diketahui.",
            en="No education is recorded, so the highest rank is not known.",
        )
    name = label(EDUCATIONS, level)
    wanted = Text(f"; pangkat berikutnya {rank}", f"; the next rank is {rank}") if rank else Text("", "")
    return Text(
        id=f"Pangkat tertinggi untuk pendidikan {name.id}: {ceiling}{wanted.id}.",
        en=f"Highest rank for education {name.en}: {ceiling}{wanted.en}.",
    )


def _ceiling_remedy(ceiling: str | None) -> Text:
    if ceiling is None:
        return Text(id="Catat riwayat pendidikan.", en="Record the education history.")
    return Text(
        id="Ijazah lebih tinggi yang diakui dan dicatat di riwayat pendidikan.",
        en="A higher diploma, recognised and recorded in the education history.",
    )


def service_exam(facts: CareerFacts, rank: str | None, standard: RegularPromotion) -> RuleReason:
    """The service exam (ujian dinas) between two groups is passed or a diploma stands in for it.

    The registry holds no record of exams yet: without an exemption the answer is unknown and does not pass.
    Source: PP 99/2000 as amended by PP 12/2002; the exemptions are marked unverified in the rule set.
    """
    exam = next((e for e in standard.exams if (e.from_rank, e.to_rank) == (facts.rank, rank)), None)
    is_exempt = exam is not None and facts.education_level in exam.exempt_levels
    passed = exam is None or is_exempt
    origin = source("service_exam", standard, caveat=None if passed else _EXAMS_NOT_RECORDED)
    if exam is None:
        origin["caveat"] = None
    return RuleReason(
        **origin,
        passed=passed,
        required=None if exam is None else exam.code,
        found={"exempt_by": facts.education_level, "is_verified": False} if is_exempt else None,
        message=_exam_message(exam, facts.education_level if is_exempt else None),
        remedy=None
        if passed
        else Text(
            id="Lulus ujian dinas. Kelulusan belum dapat dicatat di sistem ini: serahkan surat tanda lulus "
            "kepada pengelola kepegawaian.",
            en="Pass the service exam. A pass cannot be recorded in this system yet: give the certificate to "
            "the personnel office.",
        ),
    )


def _exam_message(exam: Exam | None, exempt_by: str | None) -> Text:
    if exam is None:
        return Text(
            id="Kenaikan ini tidak mensyaratkan ujian dinas.",
            en="This step needs no service exam.",
        )
    name = label(EXAMS, exam.code)
    if exempt_by is not None:
        diploma = label(EDUCATIONS, exempt_by)
        return Text(
            id=f"Dikecualikan dari {name.id} ({exam.from_rank} ke {exam.to_rank}) karena ijazah {diploma.id} "
            "(belum diverifikasi).",
            en=f"Exempt from {name.en} ({exam.from_rank} to {exam.to_rank}) by diploma {diploma.en} "
            "(not verified).",
        )
    return Text(
        id=f"Kenaikan {exam.from_rank} ke {exam.to_rank} mensyaratkan {name.id}; kelulusan tidak diketahui.",
        en=f"The step {exam.from_rank} to {exam.to_rank} needs {name.en}; no pass is known.",
    )


def superior_rank(facts: CareerFacts, rank: str | None, standard: RegularPromotion) -> RuleReason:
    """The next rank does not exceed the direct superior's, where the rule set still says so.

    Source: Keputusan Kepala BKN 12/2002, lifted by Peraturan BKN 2/2025.
    """
    capped, superior = standard.is_capped_by_superior, facts.superior_rank
    known = rank is not None and superior in standard.ladder
    passed = not capped or (known and _at_most(str(rank), str(superior), standard))
    return RuleReason(
        **source("superior_rank", standard),
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
