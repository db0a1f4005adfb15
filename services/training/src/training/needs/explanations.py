"""Why somebody needs training, in words."""

from collections.abc import Sequence
from typing import Final

from pydantic import JsonValue

from abdi.dates import in_words
from abdi.i18n import Text
from abdi.reasons import Reason
from training.needs.models import Need
from training.needs.rules import NeedStandard, NeedState, WithdrawalCause
from training.programmes.rules import NeedKind

PREDICATES: Final = {
    "very_good": Text("Sangat Baik", "very good"),
    "good": Text("Baik", "good"),
    "needs_improvement": Text("Butuh Perbaikan", "needs improvement"),
    "poor": Text("Kurang", "poor"),
    "very_poor": Text("Sangat Kurang", "very poor"),
}
_WITHDRAWN: Final = {
    WithdrawalCause.EVALUATION_CORRECTED: Text(
        "Penilaian dikoreksi dan tidak lagi di bawah Baik.",
        "The evaluation was corrected and is no longer below good.",
    ),
    WithdrawalCause.EMPLOYMENT_CHANGED: Text(
        "Status kepegawaian sudah berubah.", "The kind of employment has changed."
    ),
    WithdrawalCause.LEFT_SERVICE: Text("Pegawai sudah berhenti.", "The employee has left."),
}


def explain(need: Need, standard: NeedStandard, *, titles: Sequence[str]) -> list[Reason]:
    """The rule behind the need: article, what is required, what was found, and what closes it.

    Args:
        need: as it stands.
        standard: the rule set in force when it was called for.
        titles: of the programmes on offer that answer it.
    """
    kind = NeedKind(need.kind)
    is_open = need.state == NeedState.OPEN
    required, found = _facts(need, standard)
    return [
        Reason(
            rule=kind.value,
            article=standard.articles[kind],
            passed=not is_open,
            required=required,
            found=found,
            message=_message(need, standard),
            remedy=_remedy(need, titles) if is_open else None,
        )
    ]


def _facts(need: Need, standard: NeedStandard) -> tuple[JsonValue, JsonValue]:
    if need.kind == NeedKind.PERFORMANCE:
        return {"at_least": standard.least_predicate}, {"year": need.year, "predicate": need.predicate}
    return {"completed": need.kind}, {"appointed_on": need.since.isoformat()}


def _message(need: Need, standard: NeedStandard) -> Text:
    if need.state == NeedState.WITHDRAWN and need.withdrawn_because is not None:
        return _WITHDRAWN[WithdrawalCause(need.withdrawn_because)]
    if need.state == NeedState.CLOSED and need.closed_on is not None:
        day = in_words(need.closed_on)
        return Text(f"Dijawab oleh kursus yang selesai pada {day.id}.", f"Answered by a course of {day.en}.")
    if need.kind == NeedKind.LATSAR:
        return Text("CPNS wajib menyelesaikan Latsar dalam masa percobaan.", "A CPNS has to complete Latsar.")
    if need.kind == NeedKind.ORIENTATION:
        return Text("PPPK baru mengikuti orientasi.", "A new PPPK takes part in the orientation.")
    found, least = PREDICATES.get(need.predicate or ""), PREDICATES[standard.least_predicate]
    said = found or Text(str(need.predicate), str(need.predicate))
    return Text(
        f"Predikat kinerja tahun {need.year} adalah {said.id}, di bawah {least.id}.",
        f"The performance predicate of {need.year} is {said.en}, below {least.en}.",
    )


def _remedy(need: Need, titles: Sequence[str]) -> Text:
    day = in_words(need.since)
    if not titles:
        return Text(
            "Belum ada program yang menjawab kebutuhan ini; tambahkan ke katalog atau tandai yang sesuai.",
            "No programme on offer answers this need; add one to the catalogue or mark one that does.",
        )
    listed = "; ".join(titles)
    return Text(
        f"Selesaikan salah satu program ini pada {day.id} atau sesudahnya: {listed}.",
        f"Complete one of these programmes on {day.en} or later: {listed}.",
    )
