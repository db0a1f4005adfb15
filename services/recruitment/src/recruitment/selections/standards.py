"""The rules of an intake as the service holds them: typed, by intake or by version."""

import json
from decimal import Decimal
from typing import Any

from sqlalchemy import Text as SqlText
from sqlalchemy import cast, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.tables import rule_set
from abdi.i18n import Text
from abdi.problems import Conflict
from recruitment.selections.rules.standard import CPNS_SELECTION, CpnsSelection

_typed: dict[str, CpnsSelection] = {}


class StandardMissing(Conflict):
    """There are no rules of this intake, or of this version."""

    code = "rule-set-missing"
    title = Text("Ketentuan seleksi belum tersedia", "There are no rules for this selection yet")


async def standard_of(
    session: AsyncSession, *, intake: int | None = None, version: str | None = None
) -> tuple[str, CpnsSelection]:
    """The version and the rules of `version`, else of `intake`. Raises StandardMissing.

    An intake's rules are the version called like its year, or the last correction of it (`2024-2`).
    """
    table = rule_set.c
    listed = select(table.version, table.checksum).where(table.name == CPNS_SELECTION)
    known = {row.version: row.checksum for row in await session.execute(listed)}
    wanted = version if version is not None else _newest(known, intake)
    if wanted is None or wanted not in known:
        raise StandardMissing(
            Text("Tambahkan rule set lebih dahulu.", "Add a rule set first."), rule_sets=sorted(known)
        )
    checksum = known[wanted]
    if checksum not in _typed:
        _typed[checksum] = CpnsSelection.model_validate(await _content(session, wanted))
    return wanted, _typed[checksum]


def _newest(known: dict[str, str], intake: int | None) -> str | None:
    of_intake = [version for version in known if version.partition("-")[0] == str(intake)]
    return max(of_intake, key=lambda version: int(version.partition("-")[2] or 1), default=None)


async def _content(session: AsyncSession, version: str) -> dict[str, Any]:
    table = rule_set.c
    found = select(cast(table.content, SqlText)).where(table.name == CPNS_SELECTION, table.version == version)
    content: dict[str, Any] = json.loads((await session.execute(found)).scalar_one(), parse_float=Decimal)
    return content
