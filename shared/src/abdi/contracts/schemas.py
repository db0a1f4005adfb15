"""Whether a JSON Schema changed so that somebody breaks; the words are those of Pydantic and FastAPI."""

import json
from collections.abc import Mapping
from itertools import chain
from typing import Any, Final

from abdi.contracts.breaches import Breach, Breaches, Document, Use
from abdi.contracts.shapes import Shape, alternatives, canonical, shown

UPPER: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "le", "lt")
LOWER: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "ge", "gt")
NARROWING: Final = ("pattern", "format", "multipleOf", "uniqueItems", "propertyNames", "contentEncoding")
SAYS_NOTHING: Final = frozenset(
    {"title", "description", "example", "examples", "deprecated", "discriminator", "$defs", "$id", "$schema"}
)
JUDGED: Final = frozenset(
    {"type", "enum", "const", "default", "properties", "required", "items", "additionalProperties"}
)
_NUMBERS: Final = {("integer", "number"): "loosened", ("number", "integer"): "tightened"}


class SchemaComparison:
    """Schemas of an old and a new document; a pair of named ones is judged once per use."""

    def __init__(self, old: Document, new: Document) -> None:
        self._old = old
        self._new = new
        self._seen: set[tuple[str, str, Use]] = set()

    def compare(self, old: Any, new: Any, use: Use, *, place: str) -> Breaches:
        """The breaches between two schemas, of which `place` is where they stand."""
        before, after = alternatives(old, self._old), alternatives(new, self._new)
        yield from _nullability(before.may_be_null, after.may_be_null, use, place=place)
        if len(before.shapes) == 1 and len(after.shapes) == 1:
            yield from self._shape(before.shapes[0], after.shapes[0], use, place=place)
            return
        yield from self._choices(before.by_name(), after.by_name(), use, place=place)

    def _choices(
        self, before: Mapping[str, Shape], after: Mapping[str, Shape], use: Use, *, place: str
    ) -> Breaches:
        for name in before.keys() - after.keys():
            yield Breach(place, "removed", f"the alternative {name}")
        for name in after.keys() - before.keys():
            if use.is_read_by_others:
                yield Breach(place, "loosened", f"it may now be {name} as well")
        for name in sorted(before.keys() & after.keys()):
            yield from self._shape(before[name], after[name], use, place=place)

    def _shape(self, old: Shape, new: Shape, use: Use, *, place: str) -> Breaches:
        if old.is_named and new.is_named:
            pair = (old.name, new.name, use)
            if pair in self._seen:  # also what ends the walk through a model that holds itself
                return
            self._seen.add(pair)
        yield from chain(
            _kinds(old.kind, new.kind, use, place=place),
            _values(old, new, use, place=place),
            _bounds(old.schema, new.schema, use, place=place),
            _narrowing(old.schema, new.schema, use, place=place),
            _unjudged(old.schema, new.schema, place=place),
            self._members(old.schema, new.schema, use, place=place),
            self._rest(old.schema, new.schema, use, place=place),
        )
        if "items" in old.schema and "items" in new.schema:
            yield from self.compare(old.schema["items"], new.schema["items"], use, place=f"{place}[]")

    def _members(self, old: Mapping[str, Any], new: Mapping[str, Any], use: Use, *, place: str) -> Breaches:
        before, after = old.get("properties", {}), new.get("properties", {})
        needed_before, needed_after = set(old.get("required", ())), set(new.get("required", ()))
        for name in before.keys() - after.keys():
            yield Breach(f"{place}.{name}", "removed", _renamed(before[name], before, after))
        for name in after.keys() - before.keys():
            if name in needed_after and use.takes_what_was:
                yield Breach(f"{place}.{name}", "required", "new, and not optional")
        for name in sorted(before.keys() & after.keys()):
            here = f"{place}.{name}"
            if name in needed_before - needed_after and use.is_read_by_others:
                yield Breach(here, "optional", "it was always there, now it may be left out")
            if name in needed_after - needed_before and use.takes_what_was:
                yield Breach(here, "required", "it was optional")
            yield from self.compare(before[name], after[name], use, place=here)

    def _rest(self, old: Mapping[str, Any], new: Mapping[str, Any], use: Use, *, place: str) -> Breaches:
        """Members that the schema does not name."""
        before, after = old.get("additionalProperties", True), new.get("additionalProperties", True)
        if isinstance(before, dict) and isinstance(after, dict):
            yield from self.compare(before, after, use, place=f"{place}.*")
        elif use.takes_what_was and after is not True and before != after:
            yield Breach(place, "tightened", f"other members: {shown(before)} -> {shown(after)}")
        elif use.is_read_by_others and isinstance(before, dict):
            yield Breach(place, "loosened", f"other members: {shown(before)} -> {shown(after)}")


def _nullability(before: bool, after: bool, use: Use, *, place: str) -> Breaches:
    if before and not after and use.takes_what_was:
        yield Breach(place, "tightened", "it may no longer be null")
    if after and not before and use.is_read_by_others:
        yield Breach(place, "loosened", "it may now be null")


def _kinds(old: str | None, new: str | None, use: Use, *, place: str) -> Breaches:
    if old == new:
        return
    change = f"{old or 'anything'} -> {new or 'anything'}"
    if old is None:
        direction = "tightened"
    elif new is None:
        direction = "loosened"
    else:
        direction = _NUMBERS.get((old, new), "type")
    if _breaks(direction, use):
        yield Breach(place, "type" if direction == "type" else direction, f"type {change}")


def _breaks(direction: str, use: Use) -> bool:
    if direction == "tightened":
        return use.takes_what_was
    return direction != "loosened" or use.is_read_by_others


def _values(old: Shape, new: Shape, use: Use, *, place: str) -> Breaches:
    """Closed lists of values: none may go, and where others read, none may come either."""
    if old.values is None or new.values is None:
        if old.values is None and new.values is not None and use.takes_what_was:
            yield Breach(place, "tightened", f"only {', '.join(sorted(new.values))}")
        if new.values is None and old.values is not None and use.is_read_by_others:
            yield Breach(place, "loosened", f"no longer only {', '.join(sorted(old.values))}")
        return
    if gone := old.values - new.values:
        yield Breach(place, "enum", f"removed {', '.join(sorted(gone))}")
    if use.is_read_by_others and (come := new.values - old.values):
        yield Breach(place, "enum", f"added {', '.join(sorted(come))}, which no reader knows")


def _bounds(old: Mapping[str, Any], new: Mapping[str, Any], use: Use, *, place: str) -> Breaches:
    for sign, names in ((1, UPPER), (-1, LOWER)):
        for name in names:
            before, after = old.get(name), new.get(name)
            if before == after:
                continue
            is_lax = after is None or (before is not None and sign * after > sign * before)
            direction = "loosened" if is_lax else "tightened"
            if _breaks(direction, use):
                yield Breach(place, direction, f"{name} {shown(before)} -> {shown(after)}")


def _narrowing(old: Mapping[str, Any], new: Mapping[str, Any], use: Use, *, place: str) -> Breaches:
    for name in NARROWING:
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        direction = "tightened" if before is None else "loosened" if after is None else "changed"
        if _breaks(direction, use):
            yield Breach(place, direction, f"{name} {shown(before)} -> {shown(after)}")
    if use is Use.ASKED and "default" in old and old["default"] != new.get("default"):
        yield Breach(place, "default", f"{shown(old['default'])} -> {shown(new.get('default'))}")


def _unjudged(old: Mapping[str, Any], new: Mapping[str, Any], *, place: str) -> Breaches:
    """A keyword that this program has no rule for may not change unseen."""
    known = JUDGED | SAYS_NOTHING | {*UPPER, *LOWER, *NARROWING}
    for name in sorted((old.keys() | new.keys()) - known):
        if not name.startswith("x-") and canonical(old.get(name)) != canonical(new.get(name)):
            yield Breach(place, "changed", f"{name} {shown(old.get(name))} -> {shown(new.get(name))}")


def _renamed(gone: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """What is said of a member that is gone: perhaps it only has another name now."""
    alike = sorted(name for name in after.keys() - before.keys() if _bare(after[name]) == _bare(gone))
    return f"gone; renamed to {' or '.join(alike)}?" if alike else "gone"


def _bare(schema: Any) -> str:
    kept = {key: value for key, value in schema.items() if key not in SAYS_NOTHING} if schema else schema
    return json.dumps(kept, sort_keys=True)
