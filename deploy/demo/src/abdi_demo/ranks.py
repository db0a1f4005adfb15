"""The rank rules that a plausible career has to respect; the generator's own small copy."""

from typing import Final

RANKS: Final = tuple(
    f"{group}/{step}"
    for group, steps in (("I", "abcd"), ("II", "abcd"), ("III", "abcd"), ("IV", "abcde"))
    for step in steps
)
INDEX: Final = {rank: position for position, rank in enumerate(RANKS)}

START: Final = {
    "SD": "I/a",
    "SMP": "I/c",
    "SMP_KEJURUAN": "I/c",
    "SMA": "II/a",
    "D3": "II/c",
    "S1": "III/a",
    "PROFESI": "III/b",
    "S2": "III/b",
}
"""First rank by the diploma at entry (PP 99/2000 as amended)."""

CEILING: Final = {
    "SD": "II/a",
    "SMP": "II/c",
    "SMP_KEJURUAN": "II/d",
    "SMA": "III/b",
    "D3": "III/c",
    "S1": "III/d",
    "PROFESI": "IV/a",
    "S2": "IV/a",
}
"""Highest rank of the regular promotion by diploma (PP 99/2000 as amended)."""

SPAN: Final = {
    "II.a": ("IV/c", "IV/d"),
    "II.b": ("IV/b", "IV/c"),
    "III.a": ("IV/a", "IV/b"),
    "III.b": ("III/d", "IV/a"),
    "IV.a": ("III/c", "III/d"),
    "IV.b": ("III/b", "III/c"),
}
"""Lowest and highest rank of a leadership post (PP 13/2002)."""

GRADE: Final = {
    "SD": "I",
    "SMP": "IV",
    "SMP_KEJURUAN": "IV",
    "SMA": "V",
    "D3": "VII",
    "S1": "IX",
    "PROFESI": "X",
    "S2": "X",
}
"""PPPK grade by the diploma at entry (Perpres 98/2020 as amended)."""

FUNCTIONAL_CEILING: Final = {"skilled": "III/d", "expert": "IV/b"}

YEARS_IN_RANK: Final = 4
MONTHS_IN_RANK: Final = YEARS_IN_RANK * 12


def functional_level(rank: int, *, skilled: bool) -> str:
    """The level of a functional post that usually goes with a rank (its place in `RANKS`)."""
    if skilled:
        return (
            "PM"
            if rank < INDEX["II/b"]
            else "TR"
            if rank < INDEX["III/a"]
            else "MH"
            if rank < INDEX["III/c"]
            else "PY"
        )
    return "PT" if rank < INDEX["III/c"] else "MU" if rank < INDEX["IV/a"] else "MA"
