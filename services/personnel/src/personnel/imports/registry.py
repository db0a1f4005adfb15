"""What the registry already holds of the people that a folder names, with their histories."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, Table, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from abdi.db.context import context_of
from personnel.appointments.models import AppointmentRecord
from personnel.educations.models import EducationRecord
from personnel.employees.models import Employee
from personnel.histories.models import OfEmployee
from personnel.histories.queries import known_at
from personnel.identifiers.vault import NikVault
from personnel.imports.content import Content
from personnel.imports.queries import Known, among, batches, list_organisation
from personnel.imports.scope import Scope
from personnel.imports.timelines import HISTORIES, Recorded
from personnel.positions.models import Position
from personnel.ranks.models import RankRecord
from personnel.roles.queries import lock_agencies
from personnel.superiors.models import SuperiorRecord
from personnel.superiors.queries import list_lines_above
from personnel.tables import Base

_MODELS: dict[str, type[OfEmployee]] = {
    "ranks": RankRecord,
    "educations": EducationRecord,
    "appointments": AppointmentRecord,
    "superiors": SuperiorRecord,
}
# Columns of the files that are named otherwise in the table.
_STORED = {"promotion_type": "change"}


async def list_known(session: AsyncSession, content: Content, *, vault: NikVault, scope: Scope) -> Known:
    """Look up everything that `content` names; the people in `scope` stay locked until the commit."""
    known = Known(own=scope.own)
    await _know_people(session, content, known, scope=scope)
    await _know_numbers(session, content, known, vault=vault)
    await list_organisation(session, content, known, today=context_of(session).clock.today())
    for file, model in _MODELS.items():
        people = {row.nip for row in getattr(content, file)} & known.employees.keys()
        if model is EducationRecord:  # a first rank is judged by it
            people |= {row.nip for row in content.ranks} & known.employees.keys()
        known.histories[file] = await _histories(session, file, model=model, people=sorted(people))
    await _know_holdings(session, content, known)
    await _know_lines(session, content, known)
    return known


async def _know_people(session: AsyncSession, content: Content, known: Known, *, scope: Scope) -> None:
    nips = {row.nip for row in content.employees} | {row.superior_nip for row in content.superiors}
    nips |= {row.nip for file in HISTORIES for row in getattr(content, file)}
    nips |= {row.nip for row in content.roles}
    nips |= {nip for row in content.delegations for nip in (row.from_nip, row.to_nip)}
    described = known.described.setdefault("employees", {})
    columns = (
        *(Employee.id, Employee.agency_code, Employee.nip, Employee.name, Employee.front_title),
        *(Employee.back_title, Employee.birth_date, Employee.birth_place, Employee.sex),
        *(Employee.employment_type, Employee.appointed_on, Employee.status),
    )
    # In one order for everybody, as the histories of these people may change.
    wanted = select(*columns).where(among(Employee.nip, nips)).order_by(Employee.id)
    if scope.agencies is not None:
        wanted = wanted.where(among(Employee.agency_code, scope.agencies))
    for row in (await session.execute(wanted.with_for_update(key_share=True))).mappings():
        values = dict(row)
        known.employees[row["nip"]] = values.pop("id")
        described[row["nip"]] = values


async def _know_numbers(session: AsyncSession, content: Content, known: Known, *, vault: NikVault) -> None:
    new = {row.nip for row in content.employees} - known.employees.keys()
    given = select(Employee.nip).where(among(Employee.nip, new))
    known.elsewhere = set(await session.scalars(given)) if new else set()
    for people in batches(content.employees):
        digests = {vault.digest(row.nik): row.nik for row in people if row.nik is not None}
        held = select(Employee.nik_index, Employee.nip).where(Employee.nik_index.in_(digests))
        known.niks |= {digests[row.nik_index]: row.nip for row in await session.execute(held)}


async def _histories(
    session: AsyncSession, file: str, *, model: type[OfEmployee], people: Iterable[str]
) -> dict[str, list[Recorded]]:
    histories: dict[str, list[Recorded]] = {}
    listed = list(people)
    if not listed:
        return histories
    wanted = _entries(model).where(among(Employee.nip, listed)).order_by(model.valid_from, model.id)
    for row in (await session.execute(wanted)).mappings():
        histories.setdefault(row["nip"], []).append(_recorded(file, row))
    return histories


def _entries(model: type[OfEmployee]) -> Select[Any]:
    table: Table = Base.metadata.tables[model.__tablename__]  # type: ignore[attr-defined]  # models name it
    wanted = select(*table.columns, Employee.nip).join(Employee, Employee.id == model.employee_id)
    if model is AppointmentRecord:
        wanted = wanted.add_columns(Position.agency_code, Position.code).join(
            Position, Position.id == AppointmentRecord.position_id
        )
    if model is SuperiorRecord:
        superior = aliased(Employee)
        wanted = wanted.add_columns(superior.nip.label("superior_nip")).join(
            superior, superior.id == SuperiorRecord.superior_id
        )
    return wanted.where(known_at(model, None))


def _recorded(file: str, row: Any) -> Recorded:
    history = HISTORIES[file]
    values = {name: row[name] for name in Base.metadata.tables[history.table].columns.keys()}  # noqa: SIM118
    if file == "appointments":
        return Recorded(values, {"key": (row["agency_code"], row["code"]), "nip": row["nip"]})
    return Recorded(values, {name: row[_STORED.get(name, name)] for name in history.columns})


async def _know_holdings(session: AsyncSession, content: Content, known: Known) -> None:
    named = {known.positions[row.key] for row in content.appointments if row.key in known.positions}
    if not named:
        return
    held = _entries(AppointmentRecord).where(among(AppointmentRecord.position_id, named))
    for row in (await session.execute(held)).mappings():
        recorded = _recorded("appointments", row)
        known.holdings.setdefault(recorded.says["key"], []).append(recorded)


async def _know_lines(session: AsyncSession, content: Content, known: Known) -> None:
    people = known.described["employees"]
    agencies = {people[row.nip]["agency_code"] for row in content.superiors if row.nip in people}
    agencies |= {row.agency_code for row in content.employees if content.superiors}
    if not agencies:
        return
    # As the API does, so that two changes at once cannot close a circle that neither sees.
    await lock_agencies(session, "superiors", agencies)
    # A circle through a new line goes over the superior it names, so nobody else needs to be looked at.
    named = {nip for row in content.superiors for nip in (row.nip, row.superior_nip)}
    known.lines = await list_lines_above(
        session, [known.employees[nip] for nip in named & known.employees.keys()]
    )
