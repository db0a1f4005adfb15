"""Imports for the access suite: of every kind that a service takes, one that is over and one under way."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import func, insert
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.bulk.exports.kinds import AnyExportKind
from abdi.bulk.headers import columns_of
from abdi.bulk.importing import Asked, job_name
from abdi.bulk.kinds import AnyImportKind
from abdi.bulk.loading import Loaded
from abdi.clock import new_id
from abdi.db.tables import job as jobs
from abdi.policy import Permission, Reach
from abdi.testing.access_targets import HOME, Target
from abdi.testing.principals import officer, service_account
from abdi.tokens import Principal

_ASKED: Final = Asked(form="csv", is_dry_run=False, on_error="refuse", sha256="0" * 64, size=1)
UNDER_WAY: Final = {
    "state": "running",
    "lease": new_id(),
    "leased_until": func.now() + timedelta(days=1),
}
"""Leased for so long that no worker takes it."""


def about_the_caller(app: FastAPI) -> frozenset[str]:
    """Routes of files that are about nobody's object: a template, and beginning with the own agency."""
    taken, given = ([kind.name for kind in kinds] for kinds in (app.state.imports, app.state.exports))
    templates = frozenset(f"get_{name}_template" for name in taken)
    return templates | {f"start_{name}_import" for name in taken} | {f"start_{name}_export" for name in given}


async def import_targets(session: AsyncSession, app: FastAPI) -> list[Target]:
    """Targets for all other routes of the imports of `app`, about imports of the agency HOME."""
    kinds: Sequence[AnyImportKind] = app.state.imports
    return [
        target for again, kind in repeated(kinds) for target in await _targets(session, kind, again=again)
    ]


K = TypeVar("K", AnyImportKind, AnyExportKind)


def repeated(kinds: Sequence[K]) -> Iterator[tuple[bool, K]]:
    """Each kind, and whether one with its permission came before: their routes differ in name only."""
    known: set[Permission] = set()
    for kind in kinds:
        yield kind.permission in known, kind
        known.add(kind.permission)


async def _targets(session: AsyncSession, kind: AnyImportKind, *, again: bool) -> list[Target]:
    by = entitled(kind.permission)
    names = tuple(columns_of(kind.row))
    loaded = Loaded(number=1, names=names, columns=names).model_dump(mode="json")
    name, asked = job_name(kind), _ASKED.model_dump(mode="json")
    over = await make_job(session, name, by, params=asked, state="refused", progress={"loaded": loaded})
    under_way = await make_job(session, name, by, params=asked, **UNDER_WAY)
    targets = _about(kind, by, over=over, under_way=under_way)
    return [replace(target, is_repeated=again) for target in targets]


def _about(kind: AnyImportKind, by: Principal, *, over: UUID, under_way: UUID) -> Iterator[Target]:
    path = {"import_id": str(over)}
    yield Target(operation=f"list_{kind.name}_imports", by=by, shows=str(over))
    yield Target(operation=f"get_{kind.name}_import", by=by, path=path)
    yield Target(operation=f"get_{kind.name}_import_errors", by=by, path=path)
    yield Target(operation=f"cancel_{kind.name}_import", by=by, path={"import_id": str(under_way)})


async def make_job(session: AsyncSession, kind: str, by: Principal, **facts: Any) -> UUID:
    """A job of the agency HOME that no worker takes, with these columns. Returns its id."""
    job_id = new_id()
    values = {
        "id": job_id,
        "kind": kind,
        "agency": HOME,
        "actor": by.subject,
        "principal": by.model_dump(mode="json"),
        "request_id": str(new_id()),
        "progress": {},
    }
    await session.execute(insert(jobs).values(values | facts))
    return job_id


def entitled(permission: Permission) -> Principal:
    """Somebody of HOME who has it for the whole agency, or a service."""
    roles = [
        rule.role for rule in permission.rules if rule.reach is Reach.AGENCY and rule.role != "agency_system"
    ]
    if not roles:
        return service_account("another")
    return officer(HOME, subject=f"imports-{roles[0]}", roles=frozenset({roles[0]}))
