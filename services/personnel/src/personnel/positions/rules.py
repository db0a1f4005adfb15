"""What a position has to say about itself, and that a unit has one head."""

from datetime import date
from typing import Final

from abdi.i18n import Text
from personnel.histories.rules import check_day
from personnel.identifiers.rules import Check, Rule

LEADERSHIP: Final[dict[str, tuple[str, ...]]] = {
    "pengawas": ("IV.a", "IV.b"),
    "administrator": ("III.a", "III.b"),
    "jpt_pratama": ("II.a", "II.b"),
    "jpt_madya": ("I.a", "I.b"),
    "jpt_utama": ("I.a",),
}
"""Kind of leadership post -> its eselon."""

FUNCTIONAL_LEVELS: Final = ("PM", "TR", "MH", "PY", "PT", "MU", "MA", "UT")

LEVEL = Rule(
    "position.level",
    "UU 20/2023; PermenPANRB 1/2023",
    Text(
        id="Jabatan pimpinan menyebut eselon, jabatan fungsional menyebut jenjang; pelaksana tanpa keduanya",
        en="Leadership posts name an eselon, functional posts a level, others neither",
    ),
    Text(id="Pilih salah satu yang diperlukan", en="Choose one of those required"),
)
HEAD_KIND = Rule(
    "position.head_kind",
    "UU 20/2023; PermenPANRB 1/2023",
    Text(
        id="Unit dipimpin pejabat pimpinan, atau pejabat fungsional dengan tugas tambahan",
        en="A unit is led from a leadership post, or from a functional one as an additional duty",
    ),
    Text(id="Pilih jenis jabatan lain, atau bukan kepala", en="Choose another kind, or no head"),
)
ONE_HEAD = Rule(
    "position.one_head",
    "UU 20/2023",
    Text(id="Satu unit mempunyai satu kepala", en="A unit has one head"),
    Text(id="Ubah dahulu jabatan kepala yang ada", en="Change the present head's position first"),
)

EXISTING = Rule(
    "position.existing",
    "Abdi",
    Text(id="Jabatan yang sudah dihapus tidak berubah lagi", en="An abolished position changes no more"),
    Text(id="Pilih jabatan lain", en="Choose another position"),
)
EMPTIED = Rule(
    "position.emptied",
    "PermenPANRB 25/2021",
    Text(id="Jabatan dihapus setelah kosong", en="A position is abolished once it is empty"),
    Text(id="Pindahkan dahulu pejabatnya", en="Appoint its holder elsewhere first"),
)


def check_position(kind: str, *, level: str | None, is_head: bool) -> list[Check]:
    """Whether kind, level and being a head go together.

    Functional posts may head a unit: schools and health centres are led so. Source: UU 20/2023 and
    PermenPANRB 1/2023 on kinds and levels of posts.
    """
    levels = FUNCTIONAL_LEVELS if kind == "fungsional" else LEADERSHIP.get(kind, ())
    may_head = kind in LEADERSHIP or kind == "fungsional"
    return [
        LEVEL.outcome(
            passed=level in levels if levels else level is None, required=list(levels) or None, found=level
        ),
        HEAD_KIND.outcome(passed=may_head or not is_head, required=[*LEADERSHIP, "fungsional"], found=kind),
    ]


def check_one_head(*, is_head: bool, other_code: str | None) -> Check:
    """Whether a unit keeps one head; `other_code` names its present head's position. Source: UU 20/2023."""
    return ONE_HEAD.outcome(
        passed=not (is_head and other_code), required="no other head", found={"position": other_code}
    )


def check_empty_since(on: date, *, unit_from: date, today: date) -> list[Check]:
    """Whether a position can be empty since `on`: its unit existed, and the day has come. Source: Abdi."""
    return check_day(on, earliest=unit_from, today=today)


def check_abolished(on: date, *, empty_since: date | None, today: date) -> list[Check]:
    """Whether a position, empty since a day (None: held), can cease to exist on `on`.

    Source: PermenPANRB 25/2021 on simplifying the structure of organisations.
    """
    emptied = EMPTIED.outcome(
        passed=empty_since is not None, required="empty", found="empty" if empty_since else "held"
    )
    return [emptied, *(check_day(on, earliest=empty_since, today=today) if empty_since else [])]
