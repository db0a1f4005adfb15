"""Every route of the registry, called by everybody who must be refused."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

import pytest

from abdi.testing.access_suite import COLLEAGUES, EVERYBODY, HOME, AccessSuite, Target
from abdi.testing.principals import employee, officer, service_account

WHY = {"reason": "Tanggal pada SK salah ketik"}
FROM_MARCH = {"effective_on": "2026-03-01"}
DECREE = {"decree_number": "821/16/BKPSDM/2016", "decree_on": "2016-05-20"}
HISTORIES: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    # what is added, by which body, and what is corrected of it
    "rank": ("ranks", {"rank": "III/a", "change": "appointment"}, {"rank": "III/b"}),
    "education": ("educations", {"level": "S1"}, {"institution": "Universitas Sriwijaya"}),
}


@dataclass
class Records:
    """Makes objects of the agency, each about another person."""

    registry: Any

    async def person(self, operation: str, **facts: Any) -> Target:
        made = await self.registry.make_employee(**facts.pop("registered", {}))
        if operation == "correct_employee":
            facts["version"] = made["version"]
        return self.about(operation, made["id"], **facts)

    async def entry(self, operation: str, kind: str, body: dict[str, Any], right: dict[str, Any]) -> Target:
        """A correction of the entry that `body` makes."""
        person = (await self.registry.make_employee())["id"]
        path = f"/v1/employees/{person}/{kind}"
        await self.registry.post(path, body)
        (*_, record) = await self.registry.get(path)
        return self.about(operation, person, path={"record_id": record["id"]}, body=WHY | right)

    async def role(self, operation: str, **facts: Any) -> Target:
        made = await self.registry.post("/v1/roles", await self.assignment())
        if operation != "get_role":
            facts["version"] = made["version"]
        return Target(
            operation=operation,
            path={"role_id": made["id"]},
            employee_id=UUID(made["employee_id"]),
            by=officer(HOME),
            **facts,
        )

    async def assignment(self) -> dict[str, Any]:
        person = (await self.registry.make_employee())["id"]
        return {
            "agency": HOME,
            "employee_id": person,
            "role": "committee_member",
            "starts_on": "2026-01-01",
            "purpose": "Seleksi CPNS 2026",
        }

    async def leave(self) -> tuple[UUID, dict[str, Any]]:
        """A head, and the delegation that the head may make."""
        head, clerk, deputy = [(await self.registry.make_employee())["id"] for _ in range(3)]
        await self.registry.report_to(clerk, head)
        body = {
            "kind": "delegation",
            "from_employee_id": head,
            "to_employee_id": deputy,
            "starts_on": "2026-03-02",
            "ends_on": "2026-03-15",
            "reason": "cuti tahunan",
        }
        return UUID(head), body

    async def delegation(self, operation: str, **facts: Any) -> Target:
        head, body = await self.leave()
        made = await self.registry.post("/v1/delegations", body)
        if operation == "end_delegation":
            facts["version"] = made["version"]
        return self.of_head(operation, head, path={"delegation_id": made["id"]}, **facts)

    @staticmethod
    def of_head(operation: str, head: UUID, **facts: Any) -> Target:
        return Target(
            operation=operation, employee_id=head, by=employee(head, HOME, subject=f"head-{head}"), **facts
        )

    @staticmethod
    def about(operation: str, person: str, **facts: Any) -> Target:
        path = {"employee_id": person, **facts.pop("path", {})}
        return Target(operation=operation, path=path, employee_id=UUID(person), by=officer(HOME), **facts)

    async def histories(self) -> AsyncIterator[Target]:
        for name, (kind, body, right) in HISTORIES.items():
            entry = FROM_MARCH | body
            yield await self.person(f"list_{kind}")
            yield await self.person({"rank": "change_rank"}.get(name, f"add_{name}"), body=entry)
            yield await self.entry(f"correct_{name}", kind, entry, right)
        superior = (await self.registry.make_employee())["id"]
        to_superior = {"superior_id": superior, **FROM_MARCH}
        other = {"superior_id": (await self.registry.make_employee())["id"]}
        yield await self.person("list_superiors")
        yield await self.person("change_superior", body=to_superior)
        yield await self.entry("correct_superior", "superiors", to_superior, other)
        seats = [await self.registry.make_position() for _ in range(3)]
        yield await self.person("list_appointments")
        yield await self.person("appoint_to_position", body={"position_id": seats[0], **FROM_MARCH})
        held = {"position_id": seats[1], **FROM_MARCH}
        yield await self.entry("correct_appointment", "positions", held, {"position_id": seats[2]})

    async def employments(self) -> AsyncIterator[Target]:
        candidate = {"registered": {"employment_type": "CPNS"}}
        change = {"employment_type": "PNS", "effective_on": "2016-06-01", **DECREE}
        yield await self.person("list_employments")
        yield await self.person("change_employment", body=change, **candidate)
        made = await self.registry.make_employee(employment_type="CPNS")
        path = f"/v1/employees/{made['id']}/employment"
        await self.registry.post(path, change)
        (*_, record) = await self.registry.get(path)
        right = WHY | {"decree_number": "821/17/BKPSDM/2016"}
        yield self.about("correct_employment", made["id"], path={"record_id": record["id"]}, body=right)

    async def people(self) -> AsyncIterator[Target]:
        seen = await self.person("get_employee")
        person = seen.path["employee_id"]
        yield seen
        yield Target(operation="list_employees", by=officer(HOME), shows=person)
        yield Target(operation="search_employees", by=officer(HOME), body={"name": "siti"}, shows=person)
        yield Target(
            operation="read_cards",
            by=officer(HOME),
            seen_by=COLLEAGUES,
            body={"ids": [person]},
            shows=person,
        )
        yield Target(operation="register_employee", by=officer(HOME), body=self.registry.person())
        yield await self.person("correct_employee", body=WHY | {"back_title": "S.A.P."})
        leave = {"status": "leave", **FROM_MARCH, **WHY}
        yield await self.person("change_status", body=leave)
        yield await self.person("disclose_nik", body=WHY)
        end = {"kind": "resignation", "effective_on": "2026-03-02"}
        yield await self.person("separate_employee", body=end)

    async def authority(self) -> AsyncIterator[Target]:
        seen = await self.role("get_role")
        end = {"ends_on": "2026-03-31", **WHY}
        yield seen
        yield Target(operation="list_roles", by=officer(HOME), shows=seen.path["role_id"])
        yield await self.role("correct_role", body=WHY | {"ends_on": "2026-12-31"})
        yield await self.role("end_role", body=end)
        yield Target(operation="assign_role", by=officer(HOME), body=await self.assignment())
        yield Target(operation="assign_roles", by=officer(HOME), body={"items": [await self.assignment()]})
        given = await self.delegation("get_delegation")
        yield given
        yield Target(operation="list_delegations", by=officer(HOME), shows=given.path["delegation_id"])
        yield await self.delegation("end_delegation", body={"ends_on": "2026-03-05", **WHY})
        for operation, is_batch in (("make_delegation", False), ("make_delegations", True)):
            head, body = await self.leave()
            yield self.of_head(operation, head, body={"items": [body]} if is_batch else body)

    async def organisation(self) -> AsyncIterator[Target]:
        """Everybody of the agency knows its units and positions; officers of the agency change them."""
        known: dict[str, Any] = {"by": officer(HOME), "seen_by": COLLEAGUES}
        unit = await self.registry.make_unit("seen")
        seat = await self.registry.make_position()
        yield Target(operation="get_unit", path={"unit_id": unit}, **known)
        yield Target(operation="list_units", shows=unit, **known)
        yield Target(operation="get_unit_tree", query={"agency": HOME}, shows=unit, **known)
        yield Target(
            operation="get_unit_summary", path={"unit_id": unit}, unit_id=UUID(unit), by=officer(HOME)
        )
        yield Target(operation="get_position", path={"position_id": seat}, **known)
        yield Target(operation="list_positions", shows=seat, **known)
        new_unit = {"agency": HOME, "code": "new", "name": "Bidang Baru", "kind": "office"}
        top = self.registry.units[f"{HOME}/top"]
        yield Target(
            operation="create_unit", body=new_unit | {"parent_id": top, "valid_from": "2026-01-01"}, **known
        )
        new_seat = {"agency": HOME, "code": "new", "unit_id": top, "title": "Analis", "kind": "pelaksana"}
        yield Target(
            operation="create_position",
            body=new_seat | {"job_class": 7, "empty_since": "2026-01-01"},
            **known,
        )
        for operation, body in (
            ("describe_unit", {"name": "Bidang Lain"}),
            ("dissolve_unit", FROM_MARCH | WHY),
            ("move_unit", FROM_MARCH | {"parent_id": top}),
        ):
            changed = await self.registry.make_unit(operation)
            version = 1 if operation == "describe_unit" else None
            yield Target(operation=operation, path={"unit_id": changed}, body=body, version=version, **known)
        for operation, body in (
            ("describe_position", {"title": "Analis Muda"}),
            ("abolish_position", FROM_MARCH | WHY),
        ):
            changed = await self.registry.make_position()
            version = 1 if operation == "describe_position" else None
            yield Target(
                operation=operation, path={"position_id": changed}, body=body, version=version, **known
            )

    async def catalogue(self) -> AsyncIterator[Target]:
        """What is public to everybody who has signed in, in every agency."""
        everybody: dict[str, Any] = {"by": officer(HOME), "seen_by": EVERYBODY}
        yield Target(operation="get_agency", path={"code": HOME}, absent={"code": "9999"}, **everybody)
        code_list = (await self.registry.get("/v1/code-lists"))["data"][0]["name"]
        nothing = {"name": "no-such-list"}
        yield Target(operation="list_entries", path={"name": code_list}, absent=nothing, **everybody)
        body = {"code": "7771", "name": "Kota Baru", "kind": "city", "time_zone": "Asia/Jakarta"}
        yield Target(operation="establish_agency", by=service_account("tests"), body=body)


class TestAccess(AccessSuite):
    impersonal: ClassVar[frozenset[str]] = frozenset({"list_agencies", "list_code_lists"})

    @pytest.fixture
    async def targets(self, registry: Any) -> Sequence[Target]:
        made = Records(registry)
        parts = (
            made.people(),
            made.histories(),
            made.employments(),
            made.authority(),
            made.organisation(),
            made.catalogue(),
        )
        return [target for part in parts async for target in part]
