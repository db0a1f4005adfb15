"""Kinds of files: what a service says about one, so that the machine can do the rest."""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.bulk.rows import Numbered, R, RowError
from abdi.i18n import Text
from abdi.policy import Permission
from abdi.tokens import Grant, Principal


@dataclass(frozen=True, kw_only=True)
class ImportContext:
    """For whom a file is taken."""

    job_id: UUID
    actor: str
    agency: str | None
    """The agency of the asker; None for one without."""
    is_dry_run: bool
    """All is rolled back at the end; `take` does the same either way."""
    principal: Principal
    """The asker with the authority of today, for `decide` and for rules about one's own case."""

    @property
    def employee_id(self) -> UUID | None:
        """The asker, if that is a person of the registry."""
        return self.principal.employee_id

    @property
    def grants(self) -> tuple[Grant, ...]:
        """The roles that the asker was given."""
        return self.principal.grants


@dataclass
class Taken:
    """What became of one chunk: every row is imported, unchanged, or has at least one error."""

    imported: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)


Take = Callable[[AsyncSession, Sequence[Numbered[R]], ImportContext], Awaitable[Taken]]
"""Writes the good rows of one chunk and tells the errors of the others.

Set-based, in the machine's unit of work (it sees every row and never commits): the same rules, events and
audit as the single path. What is there already and says the same is unchanged, so that a file may come twice.
It may be called again with the same rows after its savepoint was rolled back.
"""


@dataclass(frozen=True, kw_only=True)
class ImportKind(Generic[R]):
    """One kind of file."""

    name: str
    """Its public name, plural, the last part of `/v1/imports/{name}`."""
    title: Text
    row: type[R]
    permission: Permission
    take: Take[R]
    key: Callable[[R], tuple[Hashable, ...]]
    """What tells rows apart: the second row of a file with the same key is refused as a twin."""
    agency: Callable[[R], str] | None
    """Whose row it is: of another agency than those for which the asker has the permission it is refused.

    None: a row names people only, and `take` looks up whose they are.
    """
    group: Callable[[R], str] | None = None
    """Rows of one group come to `take` together and in the order of the file."""
    is_group_whole: bool = False
    """Whether a row that is wrong by itself keeps its whole group back: for what only grows at its end."""
    private: frozenset[str] = frozenset()
    """Columns that an errors file shows in full only to who sent the file; to all others masked."""
    chunk: int = 1000
    """How many rows `take` gets at once; a group is never split, so there may be more."""


AnyImportKind = ImportKind[Any]
