"""Whether an OpenAPI document changed so that a client breaks."""

from collections.abc import Mapping
from typing import Any

from abdi.contracts.breaches import Breach, Breaches, Document, Use
from abdi.contracts.schemas import SchemaComparison
from abdi.examples import operations


def compare_documents(old: Document, new: Document) -> list[Breach]:
    """Everything in `new` that breaks a client of `old`."""
    schemas = SchemaComparison(old, new)
    after = dict(operations(new))
    found: list[Breach] = []
    for name, operation in operations(old):
        if name not in after:
            found.append(Breach(name, "removed", "the operation is gone"))
        else:
            found += _operation(operation, after[name], schemas, name=name)
    return [*found, *_schemes(old, new)]


def _operation(
    old: Mapping[str, Any], new: Mapping[str, Any], schemas: SchemaComparison, *, name: str
) -> Breaches:
    if old.get("operationId") != new.get("operationId"):
        yield Breach(
            name,
            "renamed",
            f"operationId {old.get('operationId')} -> {new.get('operationId')}; generated clients call it so",
        )
    yield from _permission(old, new, name=name)
    yield from _parameters(old, new, schemas, name=name)
    yield from _body(old.get("requestBody"), new.get("requestBody"), schemas, name=name)
    yield from _answers(old.get("responses", {}), new.get("responses", {}), schemas, name=name)


def _permission(old: Mapping[str, Any], new: Mapping[str, Any], *, name: str) -> Breaches:
    before, after = _ways(old), _ways(new)
    for scheme in sorted(before.keys() - after.keys()):
        yield Breach(name, "permission", f"the way to sign in {scheme} is gone")
    scopes_before, scopes_after = set(before.values()), set(after.values())
    if scopes_before != scopes_after:
        yield Breach(name, "permission", f"{_said(scopes_before)} -> {_said(scopes_after)}")


def _ways(operation: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Each way to sign in with the scopes that it must bring."""
    return {
        scheme: tuple(sorted(scopes))
        for way in operation.get("security", ())
        for scheme, scopes in way.items()
    }


def _said(scopes: set[tuple[str, ...]]) -> str:
    return " or ".join(sorted(" and ".join(one) or "signed in" for one in scopes)) or "public"


def _parameters(
    old: Mapping[str, Any], new: Mapping[str, Any], schemas: SchemaComparison, *, name: str
) -> Breaches:
    before, after = _by_place(old), _by_place(new)
    for key, parameter in after.items():
        if key not in before and parameter.get("required"):
            yield Breach(f"{name} {' '.join(key)}", "required", "a new parameter, and not optional")
    for key, parameter in before.items():
        place = f"{name} {' '.join(key)}"
        if key not in after:
            yield Breach(place, "removed", "the parameter is gone")
            continue
        if after[key].get("required") and not parameter.get("required"):
            yield Breach(place, "required", "it was optional")
        yield from schemas.compare(
            parameter.get("schema", {}), after[key].get("schema", {}), Use.ASKED, place=place
        )


def _by_place(operation: Mapping[str, Any]) -> dict[tuple[str, str], Mapping[str, Any]]:
    return {(one["in"], one["name"]): one for one in operation.get("parameters", ())}


def _body(
    old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, schemas: SchemaComparison, *, name: str
) -> Breaches:
    place = f"{name} body"
    if new is None:
        if old is not None:
            yield Breach(place, "removed", "it takes no body any more")
        return
    if new.get("required") and not (old or {}).get("required"):
        yield Breach(place, "required", "a body that was not needed")
    if old is not None:
        yield from _content(old, new, Use.ASKED, schemas=schemas, place=place)


def _answers(
    old: Mapping[str, Any], new: Mapping[str, Any], schemas: SchemaComparison, *, name: str
) -> Breaches:
    for status in new.keys() - old.keys():
        if status.startswith("2"):
            yield Breach(f"{name} {status}", "added", "another way to succeed, which no client expects")
    for status, answer in old.items():
        place = f"{name} {status}"
        if status not in new:
            yield Breach(place, "removed", "the status is gone")
            continue
        for header in answer.get("headers", {}).keys() - new[status].get("headers", {}).keys():
            yield Breach(f"{place} header {header}", "removed", "the header is gone")
        yield from _content(answer, new[status], Use.ANSWERED, schemas=schemas, place=place)


def _content(
    old: Mapping[str, Any], new: Mapping[str, Any], use: Use, *, schemas: SchemaComparison, place: str
) -> Breaches:
    before, after = old.get("content", {}), new.get("content", {})
    for kind in before.keys() - after.keys():
        yield Breach(place, "removed", f"{kind} is gone")
    for kind in before.keys() & after.keys():
        yield from schemas.compare(
            before[kind].get("schema", {}), after[kind].get("schema", {}), use, place=place
        )


def _schemes(old: Document, new: Document) -> Breaches:
    before = old.get("components", {}).get("securitySchemes", {})
    after = new.get("components", {}).get("securitySchemes", {})
    for name in sorted(before.keys() - after.keys()):
        yield Breach(f"securitySchemes {name}", "removed", "the way to sign in is gone")
