"""Many of one kind in one request: an outcome for each, in their order, whatever becomes of the others.

Every `:batch` asks and answers alike. The request is one unit of work: what was done is committed together,
with one audit entry and under one Idempotency-Key. Only an item that cannot be read at all stops the whole
request, as 422 with a pointer.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, Final, Generic, Literal, Protocol, TypeVar
from uuid import UUID

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from abdi.examples import example
from abdi.http.answers import problem_body
from abdi.http.dependencies import Locale
from abdi.problems import Problem
from abdi.reasons import Reason
from abdi.written import Written

I = TypeVar("I")  # noqa: E741 - an item
D = TypeVar("D", bound="Done")

MOST_ITEMS: Final = 500

_DONE: Final[dict[str, Any]] = {
    "number": 0,
    "outcome": "done",
    "id": "0192f4c3-5a7e-7bbb-8000-1234567890f1",
    "version": 1,
    "warnings": [],
    "problem": None,
}
_REFUSED: Final[dict[str, Any]] = {
    "number": 1,
    "outcome": "refused",
    "id": None,
    "version": None,
    "warnings": [],
    "problem": {
        "type": "urn:abdi:problem:not-found",
        "title": "Tidak ditemukan",
        "status": 404,
        "code": "not-found",
        "instance": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a99",
    },
}


class Done(Protocol):
    """What an item made or changed, once it is written."""

    @property
    def id(self) -> UUID: ...
    @property
    def version(self) -> int: ...


class Batch(Written, Generic[I]):
    """One to 500 items, each as the single request would have it."""

    items: Annotated[list[I], Field(min_length=1, max_length=MOST_ITEMS)]


class ItemRead(BaseModel):
    """What became of one item."""

    model_config = ConfigDict(json_schema_extra={"examples": [_DONE, _REFUSED]})

    number: int = Field(description="place in the request, from 0")
    outcome: Literal["done", "refused"]
    id: UUID | None = Field(description="what was made or changed")
    version: int | None = Field(description="its version now; in quotes its ETag")
    warnings: list[Reason] = Field(description="what to look at again although it is done")
    problem: dict[str, JsonValue] | None = Field(
        description="why not: the problem with which the single request would have been answered"
    )


class Counts(BaseModel):
    """How many items became what."""

    model_config = ConfigDict(json_schema_extra=example(done=1, refused=1))

    done: int
    refused: int


class BatchRead(BaseModel):
    """An outcome for every item, in their order."""

    model_config = ConfigDict(
        json_schema_extra=example(items=[_DONE, _REFUSED], counts={"done": 1, "refused": 1})
    )

    items: list[ItemRead]
    counts: Counts


def refusals(items: Iterable[I], check: Callable[[I], object]) -> dict[int, Problem]:
    """The items that `check` refuses with a Problem, by their place; before anything is locked."""
    refused = {}
    for place, item in enumerate(items):
        try:
            check(item)
        except Problem as problem:
            refused[place] = problem
    return refused


def judge_each(
    items: Iterable[I], judge: Callable[[I], D], *, refused: Mapping[int, Problem] | None = None
) -> list[D | Problem]:
    """What `judge` makes of each item, or the Problem with which it refuses it; those of `refused` it skips.

    It looks everything up before, in as many statements as for one item, and changes nothing before it is
    sure: there is no savepoint around an item, so that what a refused one changed would be committed.
    """
    known = refused or {}
    outcomes: list[D | Problem] = []
    for place, item in enumerate(items):
        try:
            outcomes.append(known[place] if place in known else judge(item))
        except Problem as problem:
            outcomes.append(problem)
    return outcomes


def done_of(outcomes: Iterable[D | Problem]) -> list[D]:
    """What was not refused, in its order."""
    return [outcome for outcome in outcomes if not isinstance(outcome, Problem)]


def only(outcomes: Sequence[D | Problem]) -> D:
    """The outcome of a batch of one, for the single request. Raises its Problem."""
    (outcome,) = outcomes
    if isinstance(outcome, Problem):
        raise outcome
    return outcome


class _Answering:
    def __init__(self, request: Request, locale: Locale) -> None:
        self._request_id = str(request.state.request_id)
        self._locale = locale

    def of(
        self,
        outcomes: Sequence[D | Problem],
        *,
        warnings: Callable[[D], Sequence[Reason]] = lambda _: (),
    ) -> BatchRead:
        """The answer of a batch: what is done under its id, what is refused with its problem."""
        items = [self._item(number, outcome, warnings) for number, outcome in enumerate(outcomes)]
        done = sum(item.outcome == "done" for item in items)
        return BatchRead(items=items, counts=Counts(done=done, refused=len(items) - done))

    def _item(self, number: int, outcome: D | Problem, warnings: Callable[[D], Sequence[Reason]]) -> ItemRead:
        if isinstance(outcome, Problem):
            problem = problem_body(outcome, locale=self._locale, request_id=self._request_id)
            return ItemRead(
                number=number, outcome="refused", id=None, version=None, warnings=[], problem=problem
            )
        return ItemRead(
            number=number,
            outcome="done",
            id=outcome.id,
            version=outcome.version,
            warnings=list(warnings(outcome)),
            problem=None,
        )


BatchAnswer = Annotated[_Answering, Depends()]
"""What makes the answer, in the caller's language: `return answer.of(await service.record_batch(...))`."""
