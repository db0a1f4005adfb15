"""One random world in a real database, and the questions that a policy suite asks about it."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Executable, Table, Text, cast, func, literal_column, select, text, union_all
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.fence import NOTHING_SEEN, Fence
from abdi.directory import (
    Columns,
    authority_of,
    record_grants,
    record_people,
    record_units,
    resource_of,
    resources_of,
    scope,
)
from abdi.policy import Deny, Permission, Resource, decide
from abdi.testing.policy_model import Expected
from abdi.testing.policy_world import AGENCIES, TODAY, Place, World
from abdi.tokens import Principal

Listing = Executable
Rows = Mapping[type[Any], Mapping[str, Any]]

_ROLE: Final = text("SELECT set_config('role', :role, true)")
_ELSEWHERE: Final = "9999"


@dataclass(frozen=True)
class Objects:
    """One kind of object: its model, where it says whose it is, what may be done with it, how to make one."""

    model: type[Any]
    columns: Columns
    permissions: Sequence[Permission] = field(kw_only=True)
    rows: Callable[[Place], Rows] = field(kw_only=True)

    @property
    def is_about_people(self) -> bool:
        """Whether each object is about one person."""
        return self.columns.employee_id is not None

    def target(self, place: Place) -> Resource:
        """The object of a decision, as far as it says itself."""
        if self.is_about_people:
            return Resource(place.agency, place.employee_id)
        units = frozenset() if self.columns.unit_id is None else frozenset({place.unit_id})
        return Resource(place.agency, units=units)


@dataclass(frozen=True)
class Made:
    """An object of the world: its key, what the decision knows of it, and what it says itself."""

    key: str
    resource: Resource
    target: Resource


class Proof:
    """A world, put into the database for as long as the session's transaction lasts.

    Args:
        session: of a superuser, whom no fence stops.
        world: what to put there.
        objects: which kinds of objects, one of each kind for every place.
        runtime_role: the role under which the service runs.
    """

    def __init__(
        self, session: AsyncSession, world: World, *, objects: Sequence[Objects], runtime_role: str
    ) -> None:
        self._session = session
        self._world = world
        self._objects = objects
        self._runtime_role = runtime_role
        self._questions = [(one, permission) for one in objects for permission in one.permissions]
        self.counted: Counter[str] = Counter()
        self._rows = [(one, place, one.rows(place)) for one in objects for place in world.places]

    async def build(self) -> None:
        """Write the directory and all objects."""
        world = self._world
        await record_units(self._session, {row.unit_id: row for row in world.units})
        await record_people(self._session, {row.employee_id: row for row in world.people})
        await record_grants(self._session, {row.id: row for row in world.grants})
        made: dict[Table, dict[str, Mapping[str, Any]]] = {}
        for _, _, rows in self._rows:
            for model, columns in rows.items():
                made.setdefault(model.__table__, {})[_key(model.__table__, columns)] = columns
        for table in self._objects[0].model.metadata.sorted_tables:
            if table in made:
                await self._session.execute(insert(table), list(made[table].values()))

    async def compare(self) -> None:
        """Authority, scope, decision and fence, for everybody who asks and every permission."""
        made = {id(one): await self._made(one) for one in self._objects}
        behind = []
        await self._become(self._runtime_role)
        for principal in self._world.principals:
            if principal.employee_id is None:  # as in a transaction of its own
                await NOTHING_SEEN.set_in(self._session)
            person = await authority_of(self._session, principal, TODAY)
            listing = self._listing(person)
            behind.append((principal, person, listing, await self._listed(listing)))
        await self._become("none")
        for principal, person, listing, fenced in behind:
            expected = Expected(self._world, principal, TODAY)
            _check_authority(expected, person)
            listed = await self._listed(listing)
            decided = [
                self._decided(person, permission, made[id(one)], expected=expected)
                for one, permission in self._questions
            ]
            assert listed == decided, f"scope differs from decide for {person}"
            assert fenced == listed, f"behind the fence the scope shows something else to {person}"
            self.counted["principals"] += 1
        self.counted["worlds"] += 1

    async def _become(self, role: str) -> None:
        await self._session.execute(_ROLE, {"role": role})

    async def _made(self, one: Objects) -> list[Made]:
        places = self._world.places
        table = one.model.__table__
        if one.is_about_people:
            people = {place.employee_id: place.agency for place in places}
            by_person = await resources_of(self._session, people)
            found = [by_person[place.employee_id] for place in places]
        else:
            units = [None if one.columns.unit_id is None else place.unit_id for place in places]
            found = [
                await resource_of(self._session, agency=place.agency, unit_id=unit)
                for place, unit in zip(places, units, strict=True)
            ]
        return [
            Made(_key(table, one.rows(place)[one.model]), resource, one.target(place))
            for place, resource in zip(places, found, strict=True)
        ]

    def _listing(self, principal: Principal) -> Listing:
        parts = [
            select(literal_column(str(number)), _key_of(one.model.__table__)).where(
                scope(principal, permission, one.columns)
            )
            for number, (one, permission) in enumerate(self._questions)
        ]
        return union_all(*parts)

    async def _listed(self, listing: Listing) -> list[set[str]]:
        found: list[set[str]] = [set() for _ in self._questions]
        connection = await self._session.connection()
        for number, key in (await connection.execute(listing)).all():
            found[number].add(key)
        return found

    def _decided(
        self, principal: Principal, permission: Permission, made: Sequence[Made], *, expected: Expected
    ) -> set[str]:
        allowed = set()
        for one in made:
            decision = decide(principal, permission, one.resource)
            rules = expected.rules_for(permission, one.target)
            self.counted["decisions"] += 1
            if isinstance(decision, Deny):
                assert not rules, f"{permission.name} refused in spite of {rules}: {principal}, {one}"
                assert decision.reasons, f"{permission.name} refused without a reason"
                continue
            assert rules, f"{permission.name} allowed by no rule: {principal}, {one}"
            # Whoever holds a second role never sees less for it.
            assert decision.masked == frozenset.intersection(*(rule.masked for rule in rules))
            givers = {grant.of for grant in expected.held}
            assert decision.acted_for is None or decision.acted_for in givers
            self.counted["allowed"] += 1
            allowed.add(one.key)
        return allowed

    async def look_through_fences(
        self, unfenced: Collection[str], *, personal: Collection[str] = frozenset()
    ) -> None:
        """Every table from behind every fence: nothing, an agency, one elsewhere, a person, a service.

        Of the tables in `personal` an agency sees nothing.
        """
        await self._become(self._runtime_role)
        tables = {model.__table__ for _, _, rows in self._rows for model in rows}
        fenced = sorted((table for table in tables if table.name not in unfenced), key=lambda t: t.name)
        places = self._world.places
        for agency in (_ELSEWHERE, *AGENCIES):
            seen = await self._seen(Fence("person", frozenset({agency})), fenced)
            expected = self._expected(fenced, [p for p in places if p.agency == agency])
            nothing: dict[Table, set[str]] = {t: set() for t in fenced if t.name in personal}
            assert seen == expected | nothing, agency
        for place in places:
            seen = await self._seen(Fence("person", frozenset(), place.employee_id), fenced)
            own = self._expected(fenced, [place])
            assert all(seen[table] <= own[table] for table in fenced), place
            for table in {one.model.__table__ for one in self._objects if one.is_about_people}:
                assert seen[table] == own[table], f"{table.name} hides a person's own"
        assert await self._seen(NOTHING_SEEN, fenced) == {table: set() for table in fenced}
        assert await self._seen(Fence("service"), fenced) == self._expected(fenced, places)
        self.counted["looks at a fenced table"] += (len(AGENCIES) + len(places) + 3) * len(fenced)

    def _expected(self, tables: Sequence[Table], places: Sequence[Place]) -> dict[Table, set[str]]:
        expected: dict[Table, set[str]] = {table: set() for table in tables}
        for _, place, rows in self._rows:
            for model, columns in rows.items():
                if place in places and model.__table__ in expected:
                    expected[model.__table__].add(_key(model.__table__, columns))
        return expected

    async def _seen(self, fence: Fence, tables: Sequence[Table]) -> dict[Table, set[str]]:
        await fence.set_in(self._session)
        parts = [
            select(literal_column(str(number)), _key_of(table)).select_from(table)
            for number, table in enumerate(tables)
        ]
        seen: dict[Table, set[str]] = {table: set() for table in tables}
        for number, key in await self._session.execute(union_all(*parts)):
            seen[tables[number]].add(key)
        return seen


def _check_authority(expected: Expected, found: Principal) -> None:
    assert found.roles == expected.roles, f"other roles than {expected.roles}: {found}"
    assert found.agency == expected.agency, f"another agency than {expected.agency}: {found}"
    held = {
        (g.id, g.kind, g.role, g.agency, g.unit_id, g.of, None if g.actions is None else frozenset(g.actions))
        for g in expected.held
    }
    told = {(g.id, g.kind, g.role, g.agency, g.unit_id, g.of, g.actions) for g in found.grants}
    assert told == held, f"other grants than are held: {found}"


def _key(table: Table, columns: Mapping[str, Any]) -> str:
    return "/".join(str(columns[column.name]) for column in table.primary_key)


def _key_of(table: Table) -> Any:
    return func.concat_ws("/", *(cast(column, Text) for column in table.primary_key))
