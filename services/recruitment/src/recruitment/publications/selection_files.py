"""`selection.json` and `rules.json`: what was selected, by whom, and by which rules."""

import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Final, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from abdi.places import folder_of
from abdi.transparency.canonical import NotCanonical, canonical_json, read_canonical
from abdi.transparency.notes import is_key_name
from recruitment.publications.differences import differs
from recruitment.selections.rules.components import Component
from recruitment.selections.rules.standard import AgencyKind, CpnsSelection, PartName

FORMAT: Final = "abdi-results/v1"
SELECTION_FILE: Final = "selection.json"
RULES_FILE: Final = "rules.json"
_MOST_POINTS: Final = 100_000
_MOST_DECIMALS: Final = 9
PLAIN: Final = r"[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]"
"""A sign of a text: no control character, no end of a line, nothing that turns the direction of writing."""
Stage = Literal["skd", "final"]
Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Line = Annotated[str, Field(min_length=1, max_length=500, pattern=f"^{PLAIN}*$")]
Moment = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$")]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0, le=2**53 - 1)]


class Strict(BaseModel):
    """What is read exactly as it is written."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class SkbTestFacts(Strict):
    """One test of SKB: its kind, its weight in percent, and whether failing it ends the selection."""

    kind: Word
    weight: Annotated[int, Field(ge=0, le=100)]
    knock_out: bool

    def component(self) -> Component:
        """The test as the rules know it."""
        return Component(self.kind, Decimal(self.weight), self.knock_out)


class SkbSet(Strict):
    """The tests that make up SKB for the openings which name this set."""

    id: Name
    tests: Annotated[tuple[SkbTestFacts, ...], Field(min_length=1, strict=False)]


class RulesNamed(Strict):
    """Which rules hold."""

    name: Name
    version: Name


class StageFacts(Strict):
    """A published stage: whose, of which selection, in which version, by which rules, in which log."""

    selection: Name
    title: Line
    agency: Name
    agency_name: Line
    agency_kind: AgencyKind
    intake: Annotated[int, Field(ge=2000, le=2999)]
    stage: Stage
    version: Annotated[int, Field(ge=1, le=10**6)]
    published_at: Moment
    rules: RulesNamed
    skb: Annotated[tuple[SkbSet, ...], Field(strict=False)]
    log: Line

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        ids = [one.id for one in self.skb]
        if ids != sorted(set(ids)):
            raise ValueError("the sets of SKB tests stand in order of id, each once")
        if bool(ids) != (self.stage == "final"):
            raise ValueError("sets of SKB tests belong to the final stage, and only to it")
        if not is_key_name(self.log):
            raise ValueError("the log has a name without spaces and plus")
        datetime.fromisoformat(self.published_at)
        return self

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of SKB test that any opening has, in order."""
        return tuple(sorted({test.kind for one in self.skb for test in one.tests}))


class RowsFacts(Strict):
    """How many rows there are, and the Merkle root (RFC 9162) over their lines."""

    count: Count
    root: Hash


class SelectionFile(StageFacts):
    """`selection.json`, canonical JSON."""

    format: Literal["abdi-results/v1"]
    rows: RowsFacts

    def to_bytes(self) -> bytes:
        """The bytes of the file."""
        return canonical_json(self.model_dump(mode="json"))

    @classmethod
    def of(cls, facts: StageFacts, rows: RowsFacts) -> Self:
        """The file for these facts and rows."""
        return cls(**dict(facts), format=FORMAT, rows=rows)


class RulesFile(BaseModel):
    """`rules.json`, canonical JSON: a rule set as it was when the stage was published."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    version: Name
    valid_from: date
    valid_to: date | None = None
    legal_basis: list[str]
    unverified: list[str] = []
    values: dict[str, Any]

    def to_bytes(self) -> bytes:
        """The bytes of the file. Raises NotCanonical for values with a fraction or without a value."""
        return canonical_json(self.model_dump(mode="json", exclude_none=True))

    def content(self) -> dict[str, Any]:
        """Everything but the last day, which may be set later, as JSON has it."""
        content: dict[str, Any] = self.model_dump(mode="json", exclude_none=True, exclude={"valid_to"})
        return content

    def standard(self) -> CpnsSelection:
        """The rules, typed. Raises ValidationError."""
        return CpnsSelection.model_validate(self.values)


def written_moment(at: datetime) -> str:
    """`at`, an aware time, in UTC and whole seconds as the files write it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_selection(data: bytes) -> SelectionFile:
    """The facts in `selection.json`. Raises NotVerified."""
    try:
        return SelectionFile.model_validate(read_canonical(data))
    except NotCanonical as error:
        raise differs(SELECTION_FILE, str(error)) from error
    except ValidationError as error:
        raise differs(SELECTION_FILE, first_message(error)) from error


def read_rules(data: bytes, named: RulesNamed) -> RulesFile:
    """The rule set in `rules.json`, which `selection.json` names. Raises NotVerified."""
    try:
        rules = RulesFile.model_validate(read_canonical(data))
        standard = rules.standard()
    except NotCanonical as error:
        raise differs(RULES_FILE, str(error)) from error
    except ValidationError as error:
        raise differs(RULES_FILE, first_message(error)) from error
    if not _is_computable(standard):
        raise differs(RULES_FILE, "has numbers that nothing can be computed with")
    if rules.to_bytes() != data:
        raise differs(RULES_FILE, "is not in its one form")
    if (rules.name, rules.version) != (named.name, named.version):
        raise differs(
            RULES_FILE, f"has other rules than {SELECTION_FILE} names: {named.name} {named.version}"
        )
    return rules


def _is_computable(standard: CpnsSelection) -> bool:
    parts = standard.paper.parts
    decimals = (standard.skb.decimals, standard.final_score.decimals)
    return (
        set(parts) == set(get_args(PartName))
        and all(part.step > 0 and 0 < part.maximum <= _MOST_POINTS for part in parts.values())
        and all(0 <= one <= _MOST_DECIMALS for one in decimals)
        and standard.shortlist.multiple > 0
        and 0 < standard.skb.maximum <= _MOST_POINTS
        and set(standard.skb.caps) == set(get_args(AgencyKind))
    )


@cache
def known_rules(named: RulesNamed) -> RulesFile | None:
    """The rule set of this name and version that came with this program; None when it knows none."""
    path = folder_of("recruitment", "rulesets") / named.name / f"{named.version}.toml"
    if not path.is_file():
        return None
    return RulesFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def first_message(error: ValidationError) -> str:
    """The first complaint, with its place."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, first["loc"]))
    return f"{place}: {first['msg']}" if place else first["msg"]
