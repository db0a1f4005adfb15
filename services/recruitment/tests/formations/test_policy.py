"""The policy of formations and posts is one text, with a fence around posts and retirements."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from abdi.db.engine import asyncpg_url
from abdi.testing.databases import TestDatabase
from abdi.testing.policy_suite import Objects, Place, PolicySuite, Rows
from abdi.testing.service import ServiceUnderTest
from recruitment.formations.models import Formation
from recruitment.policy import (
    EXPORT_FORMATIONS,
    FORMATION_COLUMNS,
    IMPORT_FORMATIONS,
    PROPOSE_FORMATION,
    READ_FORMATION,
    REVIEW_FORMATION,
)
from recruitment.posts.models import Post, Retirement
from recruitment.posts.queries import POST_COLUMNS


def a_formation(place: Place) -> Rows:
    facts: dict[str, Any] = {
        "id": place.id,
        "agency": place.agency,
        "intake": 2024,
        "unit_id": place.unit_id,
        "position_id": place.id,
        "position_name": "Guru Ahli Pertama",
        "education_level": "S1",
        "education_codes": ["7634B30B9A4D0205E050640A29031FF8"],
        "placement_code": "SDN-1",
        "placement_name": "SD Negeri 1",
        "state": "draft",
        "state_since": datetime(2026, 3, 2, tzinfo=UTC),
        "reasons": [],
        "version": 1,
    }
    return {Formation: facts}


def a_post(place: Place) -> Rows:
    facts: dict[str, Any] = {
        "position_id": place.id,
        "agency": place.agency,
        "unit_id": place.unit_id,
        "title": "Guru Ahli Pertama",
        "kind": "fungsional",
        "level": "PT",
        "is_head": False,
        "holder_id": place.employee_id,
    }
    retirement: dict[str, Any] = {
        "employee_id": place.employee_id,
        "agency": place.agency,
        "retires_on": date(2030, 4, 1),
    }
    return {Post: facts, Retirement: retirement}


class TestPolicy(PolicySuite):
    objects = (
        Objects(
            Formation,
            FORMATION_COLUMNS,
            permissions=(
                READ_FORMATION,
                PROPOSE_FORMATION,
                REVIEW_FORMATION,
                IMPORT_FORMATIONS,
                EXPORT_FORMATIONS,
            ),
            rows=a_formation,
        ),
        Objects(Post, POST_COLUMNS, permissions=(READ_FORMATION, PROPOSE_FORMATION), rows=a_post),
    )
    # Nobody is named in formations, openings and units; applicants read formations without signing in.
    unfenced = frozenset({"formation", "opening", "unit"})

    async def test_every_table_of_the_service_is_fenced_or_says_why_not(
        self, service: ServiceUnderTest, service_database: TestDatabase
    ) -> None:
        own = self.unfenced | {"post", "retirement"}
        assert own <= set(service.base.metadata.tables)
        engine = create_async_engine(asyncpg_url(service_database.admin_url))
        async with engine.connect() as connection:
            fenced = text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
            assert own - set(await connection.scalars(fenced)) == self.unfenced
        await engine.dispose()
