"""A formation in its forms: as it came in, as a row, as an answer, as part of an event."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from abdi.clock import Clock, new_id
from abdi.reasons import Reason
from recruitment.educations.programmes import names_of
from recruitment.formations.events import FormationFact
from recruitment.formations.models import Formation, Opening
from recruitment.formations.rules import OWNERS, STEPS, Asked, FormationState, line_of
from recruitment.formations.schemas import (
    EducationRead,
    FormationCreate,
    FormationRead,
    OpeningRead,
    OpeningWrite,
    OwnerRead,
)

CONTENT = (
    "post_group",
    "education_level",
    "education_codes",
    "placement_code",
    "placement_name",
    "age_maximum",
    "gpa_minimum",
)
"""Columns that a correction may change, besides the openings."""
_MADE = {"educations", "openings", "age_days", "owner", "allowed"}


def asked_of(wanted: FormationCreate) -> Asked:
    """What the rules judge of it."""
    return Asked(
        education_level=wanted.education_level,
        education_codes=wanted.education_codes,
        post_group=wanted.post_group,
        age_maximum=wanted.age_maximum,
        gpa_minimum=wanted.gpa_minimum,
        openings=needs_of(wanted.openings),
    )


def needs_of(openings: Iterable[OpeningWrite | Opening]) -> dict[str, int]:
    """Openings by need."""
    return {one.need: one.count for one in openings}


def line_asked(wanted: FormationCreate) -> str:
    """The digest of placement and education."""
    return line_of(wanted.education_level, wanted.education_codes, wanted.placement_code)


def columns_of(wanted: FormationCreate) -> dict[str, Any]:
    """What a correction may change, as columns of a row; codes in one order, each once."""
    plain = {name: getattr(wanted, name) for name in CONTENT}
    return plain | {"education_codes": sorted(set(wanted.education_codes)), "line": line_asked(wanted)}


def written_of(formation: Formation) -> FormationCreate:
    """The row as it would come in, to be corrected."""
    plain = {name: getattr(formation, name) for name in (*CONTENT, "agency", "intake", "position_id")}
    openings = [OpeningWrite(need=one.need, count=one.count) for one in formation.openings]
    return FormationCreate.model_construct(**plain, openings=openings)


def same_content(formation: Formation, wanted: FormationCreate) -> bool:
    """Whether the row says what `wanted` says."""
    columns = columns_of(wanted)
    is_same = all(getattr(formation, name) == value for name, value in columns.items())
    return is_same and needs_of(formation.openings) == needs_of(wanted.openings)


def write_openings(formation: Formation, wanted: Iterable[OpeningWrite]) -> None:
    """Change counts, add and take away, so that an opening keeps its id as long as its need is there."""
    known = {one.need: one for one in formation.openings}
    kept = []
    for one in sorted(wanted, key=lambda opening: opening.need):
        opening = known.get(one.need) or Opening(id=new_id(), need=one.need)
        opening.count = one.count
        kept.append(opening)
    formation.openings = kept


def shown(formation: Formation, clock: Clock, *, is_bound: bool) -> FormationRead:
    """The formation as answers show it; one that is bound to a selection stays as it is."""
    state = FormationState(formation.state)
    names = names_of(formation.education_codes)
    plain = {name: getattr(formation, name) for name in FormationRead.model_fields if name not in _MADE}
    return FormationRead(
        **plain,
        educations=[EducationRead(code=code, name=names.get(code)) for code in formation.education_codes],
        openings=[OpeningRead(id=one.id, need=one.need, count=one.count) for one in formation.openings],
        age_days=days_in(formation, clock.today(), clock),
        owner=owner_of(state, formation.unit_id),
        allowed=[] if is_bound else sorted(STEPS[state]),
    )


def days_in(formation: Formation, today: date, clock: Clock) -> int:
    """Whole days for which the formation has been in its state."""
    return (today - clock.day_of(formation.state_since)).days


def owner_of(state: FormationState, unit_id: UUID | None) -> OwnerRead | None:
    """Who has to act next."""
    role = OWNERS.get(state)
    if role is None:
        return None
    return OwnerRead(role=role, unit_id=unit_id if role == "unit_officer" else None)


def fact_of(formation: Formation) -> FormationFact:
    """The formation as part of an event."""
    return FormationFact(
        formation_id=formation.id,
        unit_id=formation.unit_id,
        position_id=formation.position_id,
        position_name=formation.position_name,
        education_level=formation.education_level,
        placement_code=formation.placement_code,
        openings=needs_of(formation.openings),
    )


def total_of(formations: Iterable[Formation]) -> dict[str, int]:
    """Openings of all of them, by need."""
    total: Counter[str] = Counter()
    for formation in formations:
        total.update(needs_of(formation.openings))
    return dict(sorted(total.items()))


def kept(reasons: Sequence[Reason]) -> list[Any]:
    """Reasons as a row keeps them."""
    return [reason.model_dump(mode="json") for reason in reasons]
