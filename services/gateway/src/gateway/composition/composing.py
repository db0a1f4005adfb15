"""Sections are read side by side; each is there, or missing with its reason."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from abdi.http.upstream_failure import FailureReason, UpstreamFailed
from abdi.i18n import LocaleCode, Text
from abdi.problems import Forbidden, NotFound, Problem, Unauthenticated, Unavailable
from gateway.composition.asking import REFUSED, UNAUTHENTICATED, Absence, Caller, PartMissing
from gateway.composition.schemas import MissingSection

NOT_PERMITTED: Final = Text("Anda tidak berwenang melihat bagian ini.", "You may not see this section.")
NOT_FOUND: Final = Text(
    "Layanan {} tidak mengenal data ini, atau data ini di luar wewenang Anda.",
    "The {} service does not know this, or it is outside your scope.",
)


class SectionUnavailable(Unavailable):
    """A section that the caller requires is missing."""

    code = "section-unavailable"
    title = Text("Bagian yang diperlukan tidak tersedia", "A required section is not available")


class SectionForbidden(Forbidden):
    """A section that the caller requires is not for the caller."""

    code = "section-forbidden"
    title = Text("Anda tidak berwenang melihat bagian yang diminta", "You may not see a required section")


@dataclass(frozen=True)
class Mixed:
    """A section of several services' answers, some of which are missing; `value` shows those as null.

    `part` says which part of the section is missing; who requires the section does not require that part.
    """

    value: Any
    missing: tuple[PartMissing, ...] = ()
    part: str | None = None


class Section(Protocol):
    """Reads one section. Raises PartMissing."""

    async def __call__(self, caller: Caller, /) -> Any: ...


@dataclass
class Composed:
    """Everything that was read (None: missing), and why the rest was not."""

    sections: dict[str, Any] = field(default_factory=dict)
    missing: list[tuple[str, PartMissing]] = field(default_factory=list)

    def missing_in(self, locale: LocaleCode) -> list[MissingSection]:
        """What is missing, told in `locale`."""
        return [
            MissingSection(
                section=section,
                service=part.service,
                reason=part.reason,
                message=_said(part).pick(locale),
                retry_after=part.retry_after,
            )
            for section, part in self.missing
        ]


async def compose(
    caller: Caller,
    sections: Mapping[str, Section],
    *,
    gate: str | None = None,
    required: Collection[str] = (),
) -> Composed:
    """Read `sections` at once.

    Args:
        caller: for whom, and until when.
        sections: each by its name, in the order of the answer.
        gate: the section whose refusal is the answer's; it is always required.
        required: sections without which there is no answer.

    Raises:
        NotFound, Forbidden, Unauthenticated: as the service behind the gate says.
        SectionForbidden, SectionUnavailable: a required section is missing.
    """
    reading = {name: asyncio.ensure_future(read(caller)) for name, read in sections.items()}
    try:
        if gate is not None:
            await _pass(gate, reading[gate])
        ended = await asyncio.gather(*reading.values(), return_exceptions=True)
    finally:
        for task in reading.values():
            task.cancel()
    composed = Composed()
    for name, end in zip(reading, ended, strict=True):
        _enter(composed, name, end)
    _refuse_without(composed, required)
    return composed


async def _pass(gate: str, reading: "asyncio.Future[Any]") -> None:
    try:
        await reading
    except PartMissing as part:
        if part.reason not in REFUSED:
            raise unavailable([(gate, part)]) from part
        raise refusal(part) from part


def refusal(part: PartMissing) -> Problem:
    """What a service's refusal means as an answer of ours."""
    if part.status == UNAUTHENTICATED:
        return Unauthenticated()
    return NotFound() if part.reason == "not_found" else Forbidden()


def _enter(composed: Composed, name: str, end: Any) -> None:
    if isinstance(end, PartMissing):
        composed.sections[name] = None
        composed.missing.append((name, end))
    elif isinstance(end, BaseException):
        raise end
    elif isinstance(end, Mixed):
        composed.sections[name] = end.value
        place = name if end.part is None else f"{name}.{end.part}"
        composed.missing.extend((place, part) for part in end.missing)
    else:
        composed.sections[name] = end


def _refuse_without(composed: Composed, required: Collection[str]) -> None:
    lacking = [(name, part) for name, part in composed.missing if name in required]
    if not lacking:
        return
    forbidden = [name for name, part in lacking if part.reason == "not_permitted"]
    if forbidden:
        raise SectionForbidden(sections=forbidden)
    raise unavailable(lacking)


def unavailable(lacking: list[tuple[str, PartMissing]]) -> SectionUnavailable:
    """The problem that names what is missing, and when to ask again."""
    named = [{"section": name, "service": part.service, "reason": part.reason} for name, part in lacking]
    wait = max(part.retry_after or 1 for _, part in lacking)
    return SectionUnavailable(retry_after=wait, missing=named)


def _said(part: PartMissing) -> Text:
    reason: Absence = part.reason
    if reason == "not_permitted":
        return NOT_PERMITTED
    if reason == "not_found":
        return Text(NOT_FOUND.id.format(part.service), NOT_FOUND.en.format(part.service))
    failure: FailureReason = reason
    said = UpstreamFailed.details[failure]
    return Text(said.id.format(part.service), said.en.format(part.service))
