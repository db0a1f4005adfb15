"""One question to one service, and what its answer, or the lack of one, means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

from pydantic import BaseModel, ValidationError

from abdi.http.client import Answer, Upstream
from abdi.http.deadline import Deadline
from abdi.http.upstream_failure import FailureReason, UpstreamFailed

ViewT = TypeVar("ViewT", bound=BaseModel)

Absence = FailureReason | Literal["not_permitted", "not_found"]

OK: Final = 200
UNAUTHENTICATED: Final = 401
_REFUSALS: Final[Mapping[int, Absence]] = {401: "not_permitted", 403: "not_permitted", 404: "not_found"}
_FAILED: Final = 500
REFUSED: Final = frozenset(_REFUSALS.values())


@dataclass(frozen=True)
class Caller:
    """For whom we ask: the headers that go with every question, and until when an answer is of use."""

    upstreams: Mapping[str, Upstream]
    headers: Mapping[str, str]
    deadline: Deadline


class PartMissing(Exception):  # noqa: N818 - named by the fact
    """A service gave no answer that can be shown; `status` is what it answered instead, if it did."""

    def __init__(
        self, service: str, reason: Absence, *, status: int | None = None, retry_after: int | None = None
    ) -> None:
        super().__init__(service, reason)
        self.service = service
        self.reason = reason
        self.status = status
        self.retry_after = retry_after


async def ask(caller: Caller, service: str, target: str, *, view: type[ViewT]) -> ViewT:
    """What `service` answers to a GET of `target`, as far as `view` knows it. Raises PartMissing."""
    try:
        answer = await caller.upstreams[service].get(target, headers=caller.headers, deadline=caller.deadline)
    except UpstreamFailed as failure:
        raise _failed(service, failure) from failure
    return _read(service, answer, view)


async def ask_with(caller: Caller, service: str, target: str, *, body: bytes, view: type[ViewT]) -> ViewT:
    """What `service` answers to a question with a JSON body, which changes nothing. Raises PartMissing."""
    headers = {**caller.headers, "content-type": "application/json"}
    try:
        async with caller.upstreams[service].call(
            "POST", target, headers=headers, body=body, deadline=caller.deadline
        ) as given:
            answer = Answer(given.status, await given.read())
    except UpstreamFailed as failure:
        raise _failed(service, failure) from failure
    return _read(service, answer, view)


def _failed(service: str, failure: UpstreamFailed) -> PartMissing:
    return PartMissing(service, failure.reason, retry_after=int(failure.headers["Retry-After"]))


def _read(service: str, answer: Answer, view: type[ViewT]) -> ViewT:
    if answer.status != OK:
        raise _refusal(service, answer)
    try:
        return view.model_validate_json(answer.body)
    except ValidationError as error:
        raise PartMissing(service, "invalid_answer") from error


def _refusal(service: str, answer: Answer) -> PartMissing:
    refused = _REFUSALS.get(answer.status)
    if refused is not None:
        return PartMissing(service, refused, status=answer.status)
    reason: Absence = "unavailable" if answer.status >= _FAILED else "invalid_answer"
    return PartMissing(service, reason, status=answer.status, retry_after=answer.retry_after)
