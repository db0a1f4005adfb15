"""Announced selections as the public gets them."""

from collections.abc import Sequence
from typing import Any

from recruitment.formations.models import Formation
from recruitment.public_selections.queries import Size
from recruitment.public_selections.schemas import (
    AgesRead,
    PublicChangeRead,
    PublicFormationRead,
    PublicSelectionRead,
    PublicStageRead,
    RequirementsRead,
    ThresholdRead,
)
from recruitment.selections.models import ScheduleChange, Selection
from recruitment.selections.records import schedule_of
from recruitment.selections.rules.stages import STAGE_NAMES, StageCode
from recruitment.selections.rules.standard import CpnsSelection
from recruitment.selections.schemas import (
    DocumentRead,
    OpeningRead,
    SkbTestRead,
    StageRead,
    TestLocationRead,
)

_MADE = frozenset({"stages", "formations", "openings"})
_OF_RULES = frozenset({"age_minimum", "age_maximum", "openings"})


def shown(selection: Selection, size: Size) -> PublicSelectionRead:
    """The selection with its stages in order."""
    plain = {name: getattr(selection, name) for name in PublicSelectionRead.model_fields if name not in _MADE}
    stages = [
        PublicStageRead(
            code=one.code, name=STAGE_NAMES[one.code], starts_on=one.starts_on, ends_on=one.ends_on
        )
        for one in schedule_of(selection.stages).values()
    ]
    return PublicSelectionRead(**plain, stages=stages, formations=size.formations, openings=size.openings)


def formation_shown(formation: Formation, standard: CpnsSelection) -> PublicFormationRead:
    """A formation with the ages of the rules, or the agency's lower one."""
    fields = PublicFormationRead.model_fields
    plain: dict[str, Any] = {name: getattr(formation, name) for name in fields if name not in _OF_RULES}
    return PublicFormationRead(
        **plain,
        age_minimum=standard.age.minimum,
        age_maximum=oldest(formation, standard),
        openings=[OpeningRead.model_validate(one) for one in formation.openings],
    )


def oldest(formation: Formation, standard: CpnsSelection) -> int:
    """The highest age for a formation, in years."""
    groups = _groups(standard)
    legal = groups.get(formation.post_group or "", standard.age.maximum)
    return legal if formation.age_maximum is None else min(legal, formation.age_maximum)


def requirements_of(selection: Selection, standard: CpnsSelection) -> RequirementsRead:
    """What the selection asks for, by its rules."""
    return RequirementsRead(
        rule_set=str(selection.rule_set),
        articles={str(topic): article for topic, article in standard.articles.items()},
        documents=[DocumentRead.model_validate(one) for one in selection.documents],
        tests=[SkbTestRead.model_validate(one) for one in selection.tests],
        test_locations=[TestLocationRead.model_validate(one) for one in selection.test_locations],
        skd_weight=standard.final_score.skd_weight,
        skb_weight=standard.final_score.skb_weight,
        shortlist_multiple=standard.shortlist.multiple,
        thresholds={need: ThresholdRead.model_validate(one) for need, one in standard.thresholds.items()},
        ages=AgesRead(minimum=standard.age.minimum, maximum=standard.age.maximum, groups=_groups(standard)),
        caveats=dict(standard.caveats),
    )


def changes_shown(changes: Sequence[ScheduleChange]) -> list[PublicChangeRead]:
    """The versions of a schedule, each with the stages that it moved."""
    shown_ones, before = [], dict[StageCode, tuple[Any, Any]]()
    for change in changes:
        stages = [StageRead.model_validate(one) for one in change.stages]
        after = {one.code: (one.starts_on, one.ends_on) for one in stages}
        moved = [code for code in {**before, **after} if before and before.get(code) != after.get(code)]
        shown_ones.append(
            PublicChangeRead(
                id=change.id,
                schedule_version=change.schedule_version,
                stages=stages,
                reason=change.reason,
                reference=change.reference,
                announced_at=change.announced_at,
                moved=moved,
            )
        )
        before = after
    return shown_ones


def _groups(standard: CpnsSelection) -> dict[str, int]:
    return {exception.post_group: exception.maximum for exception in standard.age.exceptions}
