"""A position is held by one person at a time."""

from datetime import date

from abdi.i18n import Text
from personnel.histories.rules import Span
from personnel.identifiers.rules import Check, Rule

FREE = Rule(
    "appointment.position_free",
    "PP 11/2017 jo. PP 17/2020",
    Text(
        id="Satu jabatan diduduki satu orang pada satu waktu",
        en="A position is held by one person at a time",
    ),
    Text(
        id="Akhiri dahulu jabatan pemegangnya, atau pilih jabatan lain",
        en="End the other appointment first, or choose another position",
    ),
)

EXISTING = Rule(
    "appointment.position_existing",
    "PP 11/2017 jo. PP 17/2020",
    Text(
        id="Jabatan yang sudah dihapus tidak dapat diduduki", en="Nobody holds a position that was abolished"
    ),
    Text(id="Pilih jabatan lain", en="Choose another position"),
)


def check_existing(wanted: Span, abolished_on: date | None) -> Check:
    """Whether the position exists in `wanted`. Source: PP 11/2017 as amended by PP 17/2020."""
    last = abolished_on.isoformat() if abolished_on else None
    return EXISTING.outcome(
        passed=abolished_on is None or (wanted.ends is not None and wanted.ends <= abolished_on),
        required={"until": last} if last else None,
        found=_written(wanted),
    )


def check_free(wanted: Span, taken: Span | None) -> Check:
    """Whether nobody else holds the position in `wanted`; `taken` is when somebody does.

    Source: PP 11/2017 as amended by PP 17/2020 (appointment to a vacant position).
    """
    return FREE.outcome(
        passed=taken is None or not wanted.overlaps(taken),
        required={"vacant": _written(wanted)},
        found={"held": _written(taken)} if taken else None,
    )


def _written(span: Span) -> list[str | None]:
    return [span.starts.isoformat(), span.ends.isoformat() if span.ends else None]
