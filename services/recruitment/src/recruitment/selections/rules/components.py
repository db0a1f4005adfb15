"""The tests that make up SKB, and their weights."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from abdi.i18n import Text
from recruitment.selections.rules.reasons import SelectionReason, source
from recruitment.selections.rules.standard import WHOLE, AgencyKind, CpnsSelection

INTERVIEW: Final = "interview"
_CORRECT: Final = Text("Perbaiki jenis atau bobot tes.", "Correct the kinds or weights of the tests.")


@dataclass(frozen=True, slots=True)
class Component:
    """One test of SKB and its weight in percent; a knock-out test may weigh nothing."""

    kind: str
    weight: Decimal
    is_knock_out: bool = False


@dataclass(frozen=True, slots=True)
class _Limit:
    """What is limited, from what to what."""

    name: str
    found: Decimal
    minimum: int
    maximum: int
    label: Text


def check_components(
    components: Sequence[Component], agency: AgencyKind, standard: CpnsSelection
) -> list[SelectionReason]:
    """Whether these tests may make up the SKB of an agency of this kind.

    In: weights in percent. Out: `skb.known_kinds` (each known, named once, with a weight unless it only
    knocks out), `skb.sum` (100), `skb.cat` (least weight of BKN's computer test), `skb.extras` (most weight
    of the others together), `skb.kinds` (how many others), `skb.interview` (its most weight, or none at all).
    Source: PermenPANRB 6/2024 art. 22 and 34; KepmenPANRB 320/2024.
    """
    return [
        _known_kinds(components, standard, agency),
        *(_within(limit, standard, agency) for limit in _limits(components, agency, standard)),
    ]


def _limits(components: Sequence[Component], agency: AgencyKind, standard: CpnsSelection) -> list[_Limit]:
    caps, main = standard.skb.caps[agency], standard.skb.main
    extras = [one for one in components if one.kind != main]
    interview = _sum(one for one in extras if one.kind == INTERVIEW)
    return [
        _Limit("sum", _sum(components), WHOLE, WHOLE, Text("Jumlah bobot", "The sum of the weights")),
        _Limit(
            "cat",
            _sum(one for one in components if one.kind == main),
            caps.cat_minimum,
            WHOLE,
            Text("Bobot CAT BKN", "The weight of BKN's computer test"),
        ),
        _Limit(
            "extras",
            _sum(extras),
            0,
            caps.extras_maximum,
            Text("Jumlah bobot tes tambahan", "The weight of the additional tests together"),
        ),
        _Limit(
            "kinds",
            Decimal(len(extras)),
            0,
            caps.kinds_maximum,
            Text("Banyaknya jenis tes tambahan", "The number of additional kinds of test"),
        ),
        _Limit(
            "interview",
            interview,
            0,
            caps.interview_maximum,
            Text("Bobot wawancara", "The weight of the interview"),
        ),
    ]


def _within(limit: _Limit, standard: CpnsSelection, agency: AgencyKind) -> SelectionReason:
    passed = limit.minimum <= limit.found <= limit.maximum
    bounds_id = f"{limit.minimum} sampai {limit.maximum}"
    bounds_en = f"{limit.minimum} to {limit.maximum}"
    return SelectionReason(
        **source(f"skb.{limit.name}", standard, detail=agency),
        passed=passed,
        required={"minimum": limit.minimum, "maximum": limit.maximum},
        found=str(limit.found),
        message=Text(
            f"{limit.label.id}: {bounds_id}; tertulis {limit.found}.",
            f"{limit.label.en}: {bounds_en}; it says {limit.found}.",
        ),
        remedy=None if passed else _CORRECT,
    )


def _known_kinds(
    components: Sequence[Component], standard: CpnsSelection, agency: AgencyKind
) -> SelectionReason:
    caps = standard.skb.caps[agency]
    allowed = standard.skb.kinds - (set() if caps.interview_maximum else {INTERVIEW})
    times = Counter(one.kind for one in components)
    weightless = {one.kind for one in components if one.weight < 0 or not (one.weight or one.is_knock_out)}
    wrong = sorted({kind for kind in times if kind not in allowed or times[kind] > 1} | weightless)
    return SelectionReason(
        **source("skb.known_kinds", standard, detail=agency),
        passed=not wrong,
        required=sorted(allowed),
        found=list(wrong),
        message=Text(
            "Setiap jenis tes diperbolehkan, disebut satu kali dan berbobot (kecuali hanya menggugurkan).",
            "Every kind of test is allowed, named once and has a weight (unless it only knocks out).",
        ),
        remedy=None if not wrong else _CORRECT,
    )


def _sum(components: Iterable[Component]) -> Decimal:
    return sum((one.weight for one in components), Decimal(0))
