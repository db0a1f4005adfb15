"""Roles and delegations of a folder: as over HTTP, all of it or nothing, and a second time nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.tables import directory_grant
from abdi.testing.observers import Events
from personnel.delegations.models import Delegation
from personnel.roles.models import RoleAssignment

Load = Callable[..., Any]
CHIEF, CLERK = "197708262002041001", "199008052015051001"
ROLE = {"agency_code": "5671", "nip": CHIEF, "role": "agency_officer", "unit_code": ""} | {
    "starts_on": "2026-01-01",
    "ends_on": "",
    "purpose": "",
}
UNIT_ROLE = ROLE | {"nip": CLERK, "role": "unit_officer", "unit_code": "01"}
AUDIT = (
    ROLE
    | {"nip": CLERK, "role": "auditor", "ends_on": "2025-12-31", "starts_on": "2025-01-01"}
    | {"purpose": "pemeriksaan kinerja"}
)
DELEGATION = {"agency_code": "5671", "kind": "delegation", "from_nip": CHIEF, "to_nip": CLERK} | {
    "actions": "performance.plan.agree performance.evaluation.complete",
    "starts_on": "2026-03-01",
    "ends_on": "2026-03-31",
    "reason": "cuti besar",
}


def put(files: Any, name: str, *rows: dict[str, str]) -> None:
    lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
    files.put(name, "\n".join(lines).encode())


def named(report: Any) -> list[tuple[str, int, str, str]]:
    return [(one.file, one.error.row, one.error.column, one.error.code) for one in report.errors]


async def test_roles_and_delegations_come_in_with_the_people_and_only_once(
    load: Load, files: Any, session: AsyncSession, events: Events
) -> None:
    files.write()
    put(files, "roles", ROLE, UNIT_ROLE, AUDIT)
    put(files, "delegations", DELEGATION)
    report = await load()
    assert (report.errors, report.new["role_assignment"], report.new["delegation"]) == ([], 3, 1)
    roles = (await session.scalars(select(RoleAssignment))).all()
    assert sorted((role.role, str(role.ends_on)) for role in roles) == [
        ("agency_officer", "None"),
        ("auditor", "2025-12-31"),
        ("unit_officer", "None"),
    ]
    given = (await session.scalars(select(Delegation))).one()
    assert given.actions == ["performance.evaluation.complete", "performance.plan.agree"]
    granted = set(await session.scalars(select(directory_grant.c.id)))
    assert granted == {given.id, *(role.id for role in roles)}
    told = await events.published("personnel.role.assigned")
    assert {event.aggregate_id for event in told} == {role.id for role in roles}
    await events.only("personnel.delegation.made")
    published = await events.published()
    again = await load()
    assert (again.errors, sum(again.new.values())) == ([], 0)
    assert await events.published() == published


@pytest.mark.parametrize(
    ("role", "error"),
    [
        ({"nip": "200001012020011001"}, ("nip", "unknown")),
        ({"agency_code": "9999"}, ("agency_code", "unknown")),
        ({"role": "superior"}, ("role", "literal_error")),
        ({"role": "unit_officer", "unit_code": "77"}, ("unit_code", "unknown")),
        ({"role": "unit_officer"}, ("unit_code", "role.unit_named")),
        ({"ends_on": "2025-12-31"}, ("ends_on", "role.period")),
        ({"starts_on": "1 Januari"}, ("starts_on", "malformed_date")),
        ({"starts_on": "1900-01-01"}, ("starts_on", "greater_than_equal")),
        ({"role": "auditor", "ends_on": "2026-06-30"}, ("purpose", "role.purpose")),
        ({"role": "auditor", "purpose": "kinerja"}, ("ends_on", "role.time_boxed")),
    ],
)
async def test_wrong_role_is_named_and_nothing_comes_in(
    load: Load, files: Any, events: Events, role: dict[str, str], error: tuple[str, str]
) -> None:
    files.write()
    put(files, "roles", ROLE | role)
    assert named(await load()) == [("roles", 2, *error)]
    assert await events.published() == []


@pytest.mark.parametrize(
    ("delegation", "error"),
    [
        ({"to_nip": "200001012020011001"}, ("to_nip", "unknown")),
        ({"to_nip": CHIEF}, ("to_nip", "delegation.somebody_else")),
        ({"from_nip": CLERK, "to_nip": CHIEF}, ("from_nip", "delegation.has_authority")),
        ({"actions": "personnel.roles.write"}, ("actions", "delegation.known_actions")),
        ({"ends_on": "2026-02-28"}, ("ends_on", "delegation.period")),
        ({"kind": "plt", "ends_on": "2026-07-01"}, ("ends_on", "delegation.plt_length")),
        ({"ends_on": ""}, ("ends_on", "missing")),
    ],
)
async def test_wrong_delegation_is_named(
    load: Load, files: Any, delegation: dict[str, str], error: tuple[str, str]
) -> None:
    files.write()
    put(files, "delegations", DELEGATION | delegation)
    assert named(await load()) == [("delegations", 2, *error)]


async def test_rows_of_one_file_exclude_each_other(load: Load, files: Any) -> None:
    files.write()
    put(files, "roles", ROLE, ROLE, ROLE | {"starts_on": "2026-02-01"})
    put(files, "delegations", DELEGATION, DELEGATION | {"starts_on": "2026-03-31"})
    assert named(await load()) == [("roles", 3, "starts_on", "twin")]
    put(files, "roles", ROLE, ROLE | {"starts_on": "2026-02-01"})
    assert named(await load()) == [
        ("roles", 3, "starts_on", "role.held_once"),
        ("delegations", 3, "starts_on", "delegation.one_at_a_time"),
    ]


async def test_row_that_contradicts_the_registry_is_named(load: Load, files: Any) -> None:
    files.write()
    put(files, "roles", ROLE)
    put(files, "delegations", DELEGATION)
    await load()
    put(files, "roles", ROLE | {"ends_on": "2026-12-31"})
    put(files, "delegations", DELEGATION | {"actions": ""})
    assert named(await load()) == [
        ("roles", 2, "ends_on", "differs_from_registry"),
        ("delegations", 2, "actions", "differs_from_registry"),
    ]


async def test_later_roles_of_known_people_are_added(load: Load, files: Any, events: Events) -> None:
    files.write()
    await load()
    put(files, "roles", ROLE)
    put(files, "delegations", DELEGATION)
    report = await load()
    assert {table: count for table, count in report.new.items() if count} == {
        "role_assignment": 1,
        "delegation": 1,
    }
