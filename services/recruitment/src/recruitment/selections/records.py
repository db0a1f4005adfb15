"""A selection in its other forms: its schedule for rules and facts, the whole for answers."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from recruitment.selections.events import StageFact
from recruitment.selections.models import Selection, Stage
from recruitment.selections.rules.stages import CHAIN, StageCode, StageDays
from recruitment.selections.schemas import (
    DocumentRead,
    SelectionRead,
    SkbTestRead,
    StageRead,
    StageWrite,
    TestLocationRead,
)
from recruitment.selections.states import STEPS, SelectionState

_MADE = frozenset({"allowed", "stages", "tests", "documents", "test_locations"})


class _HasDays(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def starts_on(self) -> Any: ...
    @property
    def ends_on(self) -> Any: ...


def schedule_of(stages: Iterable[_HasDays]) -> dict[StageCode, StageDays]:
    """The stages as the rules read them, in the order of the chain."""
    days = {StageCode(one.code): StageDays(StageCode(one.code), one.starts_on, one.ends_on) for one in stages}
    return {code: days[code] for code in CHAIN if code in days}


def stage_facts(stages: Iterable[_HasDays]) -> list[StageFact]:
    """The stages as events carry them."""
    return [
        StageFact(code=one.code, starts_on=one.starts_on, ends_on=one.ends_on)
        for one in schedule_of(stages).values()
    ]


def stages_as_kept(stages: Iterable[_HasDays]) -> list[dict[str, str]]:
    """The stages as the history of a schedule keeps them."""
    return [fact.model_dump(mode="json") for fact in stage_facts(stages)]


def set_stages(selection: Selection, wanted: Sequence[StageWrite | StageDays]) -> None:
    """Let the selection have these stages; a stage that stays keeps its row."""
    known = {stage.code: stage for stage in selection.stages}
    kept = []
    for one in wanted:
        stage = known.get(one.code) or Stage(code=one.code.value)
        stage.starts_on, stage.ends_on = one.starts_on, one.ends_on
        kept.append(stage)
    selection.stages = kept


def shown(selection: Selection) -> SelectionRead:
    """The selection as answers show it."""
    plain = {name: getattr(selection, name) for name in SelectionRead.model_fields if name not in _MADE}
    return SelectionRead(
        **plain,
        allowed=sorted(STEPS[SelectionState(selection.state)]),
        stages=[StageRead.model_validate(one) for one in schedule_of(selection.stages).values()],
        tests=[SkbTestRead.model_validate(one) for one in selection.tests],
        documents=[DocumentRead.model_validate(one) for one in selection.documents],
        test_locations=[TestLocationRead.model_validate(one) for one in selection.test_locations],
    )
