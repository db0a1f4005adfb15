"""What a formation must be, and the way from a draft to an approved one; pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Final

from abdi.i18n import Text
from abdi.reasons import Reason
from recruitment.educations.programmes import fits, programmes
from recruitment.selections.rules.reasons import SelectionReason, source
from recruitment.selections.rules.standard import GENERAL, CpnsSelection

_ARTICLE: Final = "PermenPANRB 6/2024"
_SCHOOLS: Final = frozenset({"SD", "SMP", "SMP_KEJURUAN", "SMA", "SGPLB"})
_BEST_GRADE: Final = Decimal(4)
_BEST_MARK: Final = Decimal(100)


class FormationState(StrEnum):
    """Drafted and proposed by a unit, returned or approved by the agency; withdrawn is the end."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    RETURNED = "returned"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


STEPS: Final[dict[FormationState, frozenset[str]]] = {
    FormationState.DRAFT: frozenset({"correction", "proposal", "withdrawal"}),
    FormationState.RETURNED: frozenset({"correction", "proposal", "withdrawal"}),
    FormationState.PROPOSED: frozenset({"approval", "return", "withdrawal"}),
    FormationState.APPROVED: frozenset({"return", "withdrawal"}),
    FormationState.WITHDRAWN: frozenset(),
}
"""What people may do in a state; an approved one only until a selection has it."""
OWNERS: Final[dict[FormationState, str]] = {
    FormationState.DRAFT: "unit_officer",
    FormationState.RETURNED: "unit_officer",
    FormationState.PROPOSED: "agency_officer",
    FormationState.APPROVED: "agency_officer",
}
"""The role that has to act next: in the unit for `unit_officer`, else for the agency."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a formation asks for; `openings` by need."""

    education_level: str
    education_codes: Sequence[str]
    post_group: str | None
    age_maximum: int | None
    gpa_minimum: Decimal | None
    openings: Mapping[str, int]


def line_of(education_level: str, education_codes: Iterable[str], placement_code: str) -> str:
    """A digest of placement and education, in whatever order the codes come."""
    told = "\n".join([education_level, placement_code, *sorted(set(education_codes))])
    return sha256(told.encode()).hexdigest()


def check_asked(asked: Asked, standard: CpnsSelection) -> list[Reason]:
    """Whether needs, education, age and marks are such as the intake and BKN's list know."""
    return [
        _known_needs(asked.openings, standard),
        _known_group(asked.post_group, standard),
        *_education(asked),
        _age(asked, standard),
        _grade(asked),
    ]


def check_post(abolished_on: date | None) -> Reason:
    """Whether the post is still there to be filled."""
    return Reason(
        rule="formation.post_exists",
        article=_ARTICLE,
        passed=abolished_on is None,
        required="not abolished",
        found=None if abolished_on is None else abolished_on.isoformat(),
        message=Text("Jabatan yang dihapus tidak diisi.", "A post that was abolished is not filled."),
        remedy=None if abolished_on is None else Text("Pilih jabatan lain.", "Choose another post."),
    )


def unknown_post(position_id: object) -> Reason:
    """That the registry has not told of such a post of the agency."""
    return Reason(
        rule="formation.post_known",
        article=_ARTICLE,
        passed=False,
        required="a post of the agency",
        found=str(position_id),
        message=Text(
            "Jabatan ini tidak ada pada instansi menurut data kepegawaian.",
            "The registry knows no such post of the agency.",
        ),
        remedy=Text("Pilih jabatan dari daftar.", "Choose a post from the list."),
    )


def general_opening(special: Collection[str], *, has_general: bool) -> Reason:
    """Whether a post and education with special needs has a general opening, too, anywhere in the agency."""
    passed = has_general or not special
    return Reason(
        rule="formation.general_opening",
        article=_ARTICLE,
        passed=passed,
        required={"need": GENERAL},
        found={"needs": sorted(special)},
        message=Text(
            "Kebutuhan khusus menyertai kebutuhan umum untuk jabatan dan pendidikan yang sama.",
            "A special need goes with a general opening of the same post and education.",
        ),
        remedy=None if passed else Text("Tambahkan kebutuhan umum.", "Add a general opening."),
    )


def enough_posts(openings: int, *, empty: int) -> Reason:
    """Whether the unit has as many empty posts of the title as openings are asked for."""
    return Reason(
        rule="formation.empty_posts",
        article=_ARTICLE,
        passed=openings <= empty,
        required={"openings": openings},
        found={"empty_posts": empty},
        message=Text(
            f"Diminta {openings} formasi; jabatan kosong di unit ini {empty}.",
            f"{openings} openings are asked for; the unit has {empty} empty posts of this title.",
        ),
        remedy=None
        if openings <= empty
        else Text(
            "Tambahkan jabatan pada data kepegawaian, atau kurangi permintaan.",
            "Add posts to the registry, or ask for fewer.",
        ),
    )


def approved_by_another(*, is_proposer: bool) -> Reason:
    """Whether somebody else than the proposer approves (four eyes)."""
    return Reason(
        rule="formation.approved_by_another",
        article="UU 30/2014 art. 42",
        passed=not is_proposer,
        required="another person",
        found="the proposer" if is_proposer else "another person",
        message=Text(
            "Yang mengusulkan formasi tidak menyetujuinya.",
            "Whoever proposed a formation does not approve it.",
        ),
        remedy=Text("Minta pejabat lain menyetujui.", "Let another officer approve it.")
        if is_proposer
        else None,
    )


def _known_needs(openings: Mapping[str, int], standard: CpnsSelection) -> Reason:
    known = {GENERAL, *standard.special_needs}
    unknown = sorted(set(openings) - known)
    return SelectionReason(
        **source("quotas.needs", standard),
        passed=not unknown,
        required=sorted(known),
        found=unknown or sorted(openings),
        message=Text(
            "Jenis kebutuhan ditetapkan untuk setiap pengadaan.",
            "The needs of an intake are set by its rules.",
        ),
        remedy=Text("Pilih jenis kebutuhan yang ada.", "Choose among the needs of the intake.")
        if unknown
        else None,
    )


def _known_group(post_group: str | None, standard: CpnsSelection) -> Reason:
    of_ages = {exception.post_group for exception in standard.age.exceptions}
    known = of_ages | set(standard.thresholds) - {GENERAL, *standard.special_needs}
    passed = post_group is None or post_group in known
    return SelectionReason(
        **source("thresholds.post_group", standard),
        passed=passed,
        required=sorted(known),
        found=post_group,
        message=Text(
            "Kelompok jabatan mempunyai ambang batas atau usia sendiri.",
            "A group of posts has thresholds or ages of its own.",
        ),
        remedy=None if passed else Text("Pilih kelompok yang ada.", "Choose a group of the intake."),
    )


def _education(asked: Asked) -> list[Reason]:
    listed = programmes()
    unknown = [code for code in asked.education_codes if code not in listed]
    known = [listed[code] for code in asked.education_codes if code in listed]
    others = [one.code for one in known if not fits(one, asked.education_level)]
    return [
        Reason(
            rule="formation.education_known",
            article=_ARTICLE,
            passed=not unknown,
            required="codes of BKN's list of educations",
            found=list(unknown),
            message=Text(
                "Kualifikasi pendidikan memakai kode pendidikan BKN.",
                "Educations are named by BKN's codes.",
            ),
            remedy=Text("Pilih dari daftar pendidikan.", "Choose from the list of educations.")
            if unknown
            else None,
        ),
        Reason(
            rule="formation.education_level",
            article=_ARTICLE,
            passed=not others,
            required=asked.education_level,
            found={one.code: one.level for one in known if one.code in others},
            message=Text(
                "Semua pendidikan setingkat dengan yang diminta.",
                "All educations are of the level that is asked for.",
            ),
            remedy=Text(
                "Buat formasi lain untuk jenjang lain.", "Ask for another level in another formation."
            )
            if others
            else None,
        ),
    ]


def _age(asked: Asked, standard: CpnsSelection) -> Reason:
    rule = standard.age
    higher = {exception.post_group: exception.maximum for exception in rule.exceptions}
    legal = higher.get(asked.post_group or "", rule.maximum)
    passed = asked.age_maximum is None or rule.minimum <= asked.age_maximum <= legal
    return SelectionReason(
        **source("age.formation_maximum", standard, detail="maximum"),
        passed=passed,
        required={"minimum": rule.minimum, "maximum": legal},
        found=asked.age_maximum,
        message=Text(
            f"Batas usia formasi paling tinggi {legal} tahun.",
            f"The maximum age of the formation is {legal} years at most.",
        ),
        remedy=None if passed else Text("Turunkan batas usia.", "Choose a lower maximum age."),
    )


def _grade(asked: Asked) -> Reason:
    best = _BEST_MARK if asked.education_level in _SCHOOLS else _BEST_GRADE
    passed = asked.gpa_minimum is None or asked.gpa_minimum <= best
    return Reason(
        rule="formation.gpa_minimum",
        article=_ARTICLE,
        passed=passed,
        required={"maximum": str(best)},
        found=None if asked.gpa_minimum is None else str(asked.gpa_minimum),
        message=Text(
            f"Nilai minimum untuk jenjang ini paling tinggi {best}.",
            f"The least grade for this level is {best} at most.",
        ),
        remedy=None if passed else Text("Turunkan nilai minimum.", "Ask for a lower grade."),
    )
