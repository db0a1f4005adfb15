"""Kinds of exports: what a service says about one, so that the machine can do the rest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel
from sqlalchemy import Select

from abdi.i18n import Text
from abdi.policy import Permission
from abdi.tokens import Principal
from abdi.written import Written

SUBJECT: Final = "subject_id"
"""The label under which a query gives the employee whom a row is about; the read audit needs it."""

Shown = Callable[[Mapping[str, Any]], Mapping[str, Any]]


class NoFilters(Written):
    """Everything that the caller may see."""


F = TypeVar("F", bound=Written)


@dataclass(frozen=True, kw_only=True)
class ExportKind(Generic[F]):
    """One kind of list that can be had as a file."""

    name: str
    """Its public name, plural, the last part of `/v1/exports/{name}`."""
    title: Text
    row: type[BaseModel]
    """Its fields are the columns, in order: those of the import of the same name, where there is one."""
    permission: Permission
    select: Callable[[Principal, F], Select[Any]]
    """What the principal may have of it, each column under its label, in an order of its own.

    It carries the scope of `permission` itself. Rows about people have their employee under `SUBJECT`.
    """
    filters: type[F]
    shown: Shown | None = None
    """Turns what the query gives into what is written, such as a sealed number into a masked one."""


AnyExportKind = ExportKind[Any]
