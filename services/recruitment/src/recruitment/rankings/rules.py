"""What must be so before a stage is ranked."""

from typing import Literal

from abdi.i18n import Text
from recruitment.selections.rules.reasons import SelectionReason, source
from recruitment.selections.rules.standard import CpnsSelection


def check_order(
    stage: Literal["skd", "final"], *, is_skd_published: bool, standard: CpnsSelection
) -> SelectionReason:
    """No stage is skipped: only who was published as going on takes part in SKB.

    Source: PermenPANRB 27/2021 art. 40; PermenPANRB 6/2024.
    """
    return SelectionReason(
        **source("ranking.stage_order", standard),
        passed=stage == "skd" or is_skd_published,
        required={"published": "skd"} if stage == "final" else None,
        found={"stage": stage},
        message=Text(
            "Hasil akhir disusun setelah hasil SKD diumumkan.",
            "The final list is made after the SKD list was published.",
        ),
        remedy=Text("Terbitkan hasil SKD lebih dahulu.", "Publish the SKD list first."),
    )


def check_correction(reason: str | None, *, is_again: bool, standard: CpnsSelection) -> SelectionReason:
    """Another version of a published outcome says why there is one.

    Source: PermenPANRB 28/2021 art. 31 for corrections after objections.
    """
    return SelectionReason(
        **source("clock.correction_reason", standard),
        passed=bool(reason) or not is_again,
        required="reason",
        found=reason,
        message=Text(
            "Perbaikan hasil yang sudah diumumkan memerlukan alasan tertulis.",
            "A correction of a published outcome needs a written reason.",
        ),
        remedy=Text("Tuliskan alasan perbaikan.", "Write the reason of the correction."),
    )


def check_ready(
    standard: CpnsSelection, *, unjudged: int, participants: int, without_scores: int
) -> list[SelectionReason]:
    """Whether everybody was judged and has the scores of the stage; counts of people.

    Out: `ranking.judged`, `ranking.participants`, `ranking.scores`.
    Source: PermenPANRB 6/2024, which ranks those who passed the stage before.
    """
    return [
        SelectionReason(
            **source("ranking.judged", standard),
            passed=unjudged == 0,
            required={"unjudged": 0},
            found={"unjudged": unjudged},
            message=Text(
                f"{unjudged} lamaran belum diputus dalam seleksi administrasi.",
                f"{unjudged} applications are not judged in the administrative selection.",
            ),
            remedy=Text("Selesaikan seleksi administrasi.", "Finish the administrative selection."),
        ),
        SelectionReason(
            **source("ranking.participants", standard),
            passed=participants > 0,
            required={"at_least": 1},
            found={"participants": participants},
            message=Text(f"{participants} peserta pada tahap ini.", f"{participants} people in this stage."),
            remedy=Text("Catat hasil tes lebih dahulu.", "Record the results of the tests first."),
        ),
        SelectionReason(
            **source("ranking.scores", standard),
            passed=without_scores == 0,
            required={"without_scores": 0},
            found={"without_scores": without_scores},
            message=Text(
                f"{without_scores} peserta belum mempunyai nilai lengkap.",
                f"{without_scores} people have not all scores yet.",
            ),
            remedy=Text(
                "Impor nilai yang kurang atau catat ketidakhadiran.",
                "Import what is missing, or record who was absent.",
            ),
        ),
    ]
