"""What can be wrong with a row of scores, in words for the one who mends the file."""

from collections.abc import Sequence
from datetime import date

from abdi.bulk.rows import RowError
from abdi.i18n import Text
from abdi.problems import Problem
from abdi.reasons import Reason
from recruitment.participants.rules import may_have_lost_digits

_CODES = {"paper.total": "wrong_total", "paper.missing": "missing_score", "paper.absent": "score_of_absent"}
_CODES |= {"skb.missing": "missing_score", "skb.absent": "score_of_absent", "skb.knockout": "no_knockout"}


def of_reason(number: int, reason: Reason) -> RowError:
    """A broken rule, at the column that it is about."""
    topic, _, part = reason.rule.partition(".")
    code = _CODES.get(reason.rule, "impossible_score")
    column = {"missing": "", "absent": "", "knockout": "standing"}.get(part, part)
    if topic == "skb" and part in {"missing", "absent"}:
        column = "score"
    return RowError(number, column, code, reason.message, reason.remedy)


def unknown(number: int, column: str, participant: str, *, is_ambiguous: bool) -> RowError:
    """Nobody, or more than one, has this number."""
    if is_ambiguous:
        twice = Text(
            f"nomor peserta {participant} ada pada lebih dari satu seleksi",
            f"the participant number {participant} is in more than one selection",
        )
        return RowError(number, column, "ambiguous_participant", twice)
    if may_have_lost_digits(participant):
        lost = Text(
            f"nomor peserta {participant} tidak dikenal; sebagai bilangan, angka terakhirnya hilang",
            f"no participant has the number {participant}; stored as a number it loses its last digits",
        )
        hint = Text(
            "format kolom sebagai teks lalu isi kembali", "format the column as text and enter it again"
        )
        return RowError(number, column, "number_lost_digits", lost, hint)
    # One answer for who is nowhere and who is elsewhere: no file asks who applied where.
    message = Text(
        f"seleksi instansi Anda tidak mempunyai peserta dengan nomor {participant}",
        f"the selections of your agency have no participant with the number {participant}",
    )
    return RowError(number, column, "unknown_participant", message)


def not_taking_part(number: int, column: str, state: str) -> RowError:
    """The application is not one of those that go on to the tests."""
    message = Text(
        f"lamaran peserta ini tidak mengikuti tes (status: {state})",
        f"this participant's application takes part in no test (state: {state})",
    )
    return RowError(number, column, "not_taking_part", message)


def no_rules(number: int, column: str, missing: Problem) -> RowError:
    """There are no rules of this intake."""
    return RowError(number, column, missing.code.replace("-", "_"), missing.title)


def other_sitting(number: int, chosen: int | None, intake: int) -> RowError:
    """The result belongs to another sitting than the one that counts."""
    if chosen is not None:
        message = Text(
            f"peserta memakai nilai SKD tahun {chosen}; baris ini berbeda dengan nilai itu",
            f"the participant uses the SKD score of {chosen}; this row differs from it",
        )
    else:
        message = Text(
            f"ini bukan SKD tahun {intake}, dan peserta tidak memilih nilai tahun sebelumnya",
            f"this is not the SKD of {intake}, and the participant chose no earlier score",
        )
    return RowError(number, "", "other_sitting", message)


def not_yet(number: int, sat_on: date, today: date) -> RowError:
    """Nobody has sat a test of tomorrow."""
    message = Text(f"{sat_on} belum tiba", f"{sat_on} has not come yet")
    hint = Text(f"paling lambat {today}", f"at the latest {today}")
    return RowError(number, "sat_on", "not_yet", message, hint)


def contradicts_attendance(number: int, *, is_present: bool) -> RowError:
    """The list at the door says otherwise."""
    if is_present:
        message = Text("peserta ini tercatat hadir", "this participant was marked present")
    else:
        message = Text("peserta ini tercatat tidak hadir", "this participant was marked absent")
    hint = Text("perbaiki daftar hadir atau baris ini", "correct the attendance or this row")
    return RowError(number, "", "contradicts_attendance", message, hint)


def counted_on(number: int, column: str) -> RowError:
    """A ranking rests on what is on record."""
    message = Text(
        "pemeringkatan sudah dihitung dengan nilai yang tercatat; perubahan memerlukan alasan",
        "a ranking was computed with the scores on record; a change needs a reason",
    )
    hint = Text(f"isi kolom {column}", f"fill in the column {column}")
    return RowError(number, column, "ranked_already", message, hint)


def not_in_skb(number: int, code: str | None, *, is_ranked: bool) -> RowError:
    """Who did not go on has no SKB."""
    if not is_ranked:
        message = Text("hasil SKD belum diumumkan", "the result of SKD is not published yet")
        return RowError(number, "", "skd_not_published", message)
    message = Text(
        f"peserta ini tidak mengikuti SKB (hasil SKD: {code or '-'})",
        f"this participant does not take part in SKB (SKD: {code or '-'})",
    )
    return RowError(number, "", "not_in_skb", message)


def no_such_component(number: int, component: str, known: Sequence[str]) -> RowError:
    """The notice names no such test for this post."""
    message = Text(
        f"tes {component} tidak diumumkan untuk formasi ini",
        f"no test {component} was announced for this post",
    )
    listed = ", ".join(known)
    return RowError(
        number, "component", "unknown_component", message, Text(listed, listed) if known else None
    )
