"""Exports for the access suite: of every kind that a service gives, one with a file and one under way."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.bulk.exports.exporting import ExportAsked, export_name
from abdi.bulk.exports.kinds import AnyExportKind
from abdi.testing.access_imports import UNDER_WAY, entitled, make_job, repeated
from abdi.testing.access_targets import Target

_ASKED: Final = ExportAsked(form="csv", purpose="Laporan", filters={})


async def export_targets(session: AsyncSession, app: FastAPI) -> list[Target]:
    """Targets for the routes of the exports of `app`, about exports that somebody of HOME asked for."""
    kinds: Sequence[AnyExportKind] = app.state.exports
    return [
        target for again, kind in repeated(kinds) for target in await _targets(session, kind, again=again)
    ]


async def _targets(session: AsyncSession, kind: AnyExportKind, *, again: bool) -> list[Target]:
    by, name = entitled(kind.permission), export_name(kind)
    asked = _ASKED.model_dump(mode="json")
    over = str(await make_job(session, name, by, params=asked, state="finished"))
    under_way = str(await make_job(session, name, by, params=asked, **UNDER_WAY))
    path = {"export_id": over}
    targets = [
        Target(operation=f"list_{kind.name}_exports", by=by, shows=over),
        Target(operation=f"get_{kind.name}_export", by=by, path=path),
        Target(operation=f"get_{kind.name}_export_file", by=by, path=path),
        Target(operation=f"cancel_{kind.name}_export", by=by, path={"export_id": under_way}),
    ]
    return [replace(target, is_repeated=again) for target in targets]
