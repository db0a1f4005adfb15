"""Rule sets: the numbers of a regulation, versioned, with the law they come from and the days they are valid.

Files `<folder>/<name>/<version>.toml` with `name`, `version`, `valid_from`, optional `valid_to` (the last
day), `legal_basis`, optional `unverified`, and the table `[values]`.
"""

import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, model_validator
from sqlalchemy import Row, Text, cast, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.tables import rule_set

_KEY: Final = "abdi.rulesets"
_NAMED: Final = ("name", "version")
_contents: dict[str, dict[str, Any]] = {}


class RuleSetRefused(ValueError):  # noqa: N818 - errors are named by the fact
    """A rule set contradicts another one, or one already in force."""


class RuleSetMissing(LookupError):  # noqa: N818 - errors are named by the fact
    """No rule set of this name is valid on this day."""


class RuleSetFile(BaseModel):
    """One file, as it is written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    version: str
    valid_from: date
    valid_to: date | None = None
    legal_basis: list[str]
    unverified: list[str] = []
    values: dict[str, Any]

    @model_validator(mode="after")
    def _dates_in_order(self) -> "RuleSetFile":
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from")
        return self

    def checksum(self) -> str:
        """Digest of everything but the last day, which may be set later."""
        content = self.model_dump(mode="json", exclude={"valid_to"})
        return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class LoadedRuleSet:
    """A rule set in force: fractions in `content` are Decimal, whole numbers int, dates ISO text."""

    name: str
    version: str
    content: dict[str, Any]
    legal_basis: tuple[str, ...]
    unverified: tuple[str, ...]
    valid_from: date
    valid_to: date | None


def read_rule_sets(folder: Path) -> list[RuleSetFile]:
    """Every rule set below `folder`. Raises RuleSetRefused when a file does not lie where its name says."""
    files = []
    for path in sorted(folder.glob("*/*.toml")):
        read = RuleSetFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        if (read.name, read.version) != (path.parent.name, path.stem):
            raise RuleSetRefused(f"{path} calls itself {read.name} {read.version}")
        files.append(read)
    return files


async def store_rule_sets(session: AsyncSession, files: Iterable[RuleSetFile]) -> int:
    """Put `files` into the service's table; how many are new. May run at every start, in several processes.

    A stored version may get its last day when a newer one follows, nothing else of it changes. Raises
    RuleSetRefused for a changed version, and when two versions of a name are valid on one day.
    """
    await session.execute(text("SELECT pg_advisory_xact_lock(hashtext('abdi.rulesets'))"))
    table = rule_set.c
    columns = (table.name, table.version, table.checksum, table.valid_from, table.valid_to)
    rows = (await session.execute(select(*columns, table.is_from_file))).all()
    stored = {(row.name, row.version): row for row in rows}
    # Where people adopted a successor, its file knows nothing of the last day.
    adopted = {(row.name, row.valid_from - timedelta(days=1)) for row in rows if not row.is_from_file}
    new = 0
    for file in files:
        known = stored.get((file.name, file.version))
        if known is None:
            await session.execute(insert(rule_set).values(_row_of(file)))
            new += 1
        elif known.checksum != file.checksum():
            raise RuleSetRefused(f"{file.name} {file.version} is in use with other content; add a version")
        elif known.valid_to is None and file.valid_to is not None:
            await _close(session, file)
        elif known.valid_to != file.valid_to and not (
            file.valid_to is None and (file.name, known.valid_to) in adopted
        ):
            raise RuleSetRefused(f"{file.name} {file.version} already ends on {known.valid_to}")
    await _refuse_overlaps(session)
    session.info.pop(_KEY, None)
    return new


async def adopt_rule_set(session: AsyncSession, file: RuleSetFile) -> None:
    """Put in a version that people decided on while the service runs; an open one before it ends.

    It takes the place of a version of this name that was adopted before, never of one from a file. Raises
    RuleSetRefused for that, for a changed first day of it, and when two versions are valid on one day.
    """
    await session.execute(text("SELECT pg_advisory_xact_lock(hashtext('abdi.rulesets'))"))
    table = rule_set.c
    is_same = (table.name == file.name) & (table.version == file.version)
    known = (await session.execute(select(table.valid_from, table.is_from_file).where(is_same))).one_or_none()
    if known is not None and known.is_from_file:
        raise RuleSetRefused(f"{file.name} {file.version} comes from a file; add a version")
    if known is not None and known.valid_from != file.valid_from:
        raise RuleSetRefused(f"{file.name} {file.version} begins on {known.valid_from}; add a version")
    row = _row_of(file) | {"is_from_file": False}
    await session.execute(insert(rule_set).values(row).on_conflict_do_update(index_elements=_NAMED, set_=row))
    is_open = (table.name == file.name) & (table.valid_from < file.valid_from) & table.valid_to.is_(None)
    last = file.valid_from - timedelta(days=1)
    await session.execute(update(rule_set).where(is_open).values(valid_to=last))
    await _refuse_overlaps(session)
    session.info.pop(_KEY, None)


def _row_of(file: RuleSetFile) -> dict[str, Any]:
    row = file.model_dump(exclude={"values"})
    return row | {"content": file.model_dump(mode="json")["values"], "checksum": file.checksum()}


async def _close(session: AsyncSession, file: RuleSetFile) -> None:
    is_same = (rule_set.c.name == file.name) & (rule_set.c.version == file.version)
    await session.execute(update(rule_set).where(is_same).values(valid_to=file.valid_to))


async def _refuse_overlaps(session: AsyncSession) -> None:
    table = rule_set.c
    listed = select(table.name, table.version, table.valid_from, table.valid_to)
    rows = (await session.execute(listed.order_by(table.name, table.valid_from))).all()
    for earlier, later in pairwise(rows):
        if earlier.name == later.name and (earlier.valid_to is None or earlier.valid_to >= later.valid_from):
            raise RuleSetRefused(f"{earlier.name} {earlier.version} and {later.version} are valid on one day")


async def rule_set_on(session: AsyncSession, name: str, on: date) -> LoadedRuleSet:
    """The rule set `name` in force on the day `on`. Raises RuleSetMissing.

    Which versions exist is asked once in a unit of work; contents are kept in the process by their checksum.
    """
    known: dict[str, list[Row[Any]]] = session.info.setdefault(_KEY, {})
    if name not in known:
        known[name] = await _versions(session, name)
    for row in known[name]:
        if row.valid_from <= on and (row.valid_to is None or on <= row.valid_to):
            return LoadedRuleSet(
                name=name,
                version=row.version,
                content=await _content(session, name, row.version, checksum=row.checksum),
                legal_basis=tuple(row.legal_basis),
                unverified=tuple(row.unverified),
                valid_from=row.valid_from,
                valid_to=row.valid_to,
            )
    raise RuleSetMissing(f"no rule set {name} is valid on {on.isoformat()}")


async def _versions(session: AsyncSession, name: str) -> list[Row[Any]]:
    table = rule_set.c
    columns = (table.version, table.checksum, table.valid_from, table.valid_to)
    found = select(*columns, table.legal_basis, table.unverified).where(table.name == name)
    return list(await session.execute(found))


async def _content(session: AsyncSession, name: str, version: str, *, checksum: str) -> dict[str, Any]:
    if checksum not in _contents:
        table = rule_set.c
        found = select(cast(table.content, Text)).where(table.name == name, table.version == version)
        _contents[checksum] = json.loads((await session.execute(found)).scalar_one(), parse_float=Decimal)
    return _contents[checksum]
