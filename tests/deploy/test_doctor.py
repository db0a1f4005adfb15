"""The doctor finds what is wrong with a real database, and tells it to people and programs."""

from collections.abc import Iterator, Mapping

import pytest

from abdi.db import migrations
from abdi.deployment.database_checks import look_at_database
from abdi.deployment.doctor import examine
from abdi.deployment.findings import Finding, as_data, as_lines, has_failed
from abdi.deployment.patient import Patient
from abdi.testing.databases import TestDatabase, connected
from abdi.testing.infrastructure import Infrastructure

_WAITS = """
    INSERT INTO outbox
        (id, aggregate_type, aggregate_id, sequence, type, subject, agency, data, headers, created_at)
    VALUES (gen_random_uuid(), 'a', 'b', 1, 't', 's', 'x', '{}', '{}', now() - interval '5 minutes')
"""
_DIED = """
    INSERT INTO inbox (consumer, source, event_id, stream, payload, state, received_at)
    VALUES ('c', 's', gen_random_uuid(), 'S', '{}', 'dead', now())
"""
FAILED = Finding("toy", "outbox", "failed", "3 events unpublished", "start NATS")
FINE = Finding("toy", "serves", "ok", "ready")


def states(findings: list[Finding]) -> Mapping[str, str]:
    return {finding.check: finding.state for finding in findings}


def test_each_failure_is_told_with_its_remedy() -> None:
    text = "\n".join(as_lines([FINE, FAILED]))
    assert "FAIL  outbox" in text
    assert "do: start NATS" in text
    assert text.endswith("2 checks, 1 failed, 0 to look at.")


def test_programs_get_the_same() -> None:
    told = as_data([FINE, FAILED])
    assert told["is_well"] is False
    assert told["findings"][1]["remedy"] == "start NATS"
    assert has_failed([FAILED])
    assert not has_failed([FINE, Finding("a", "b", "warning", "c")])


async def test_a_server_that_is_away_is_one_finding_and_no_crash() -> None:
    away = Patient("personnel", {"DATABASE_URL": "postgresql://a:b@127.0.0.1:1/c", "PORT": "1"})
    found = await examine([away])
    assert {"serves": "failed", "database": "failed"}.items() <= states(found).items()
    assert all(finding.remedy for finding in found if finding.state == "failed")


@pytest.fixture
def personnel_database(infrastructure: Infrastructure) -> Iterator[TestDatabase]:
    databases = infrastructure.databases
    made = databases.create("personnel", lambda url: migrations.upgrade("personnel", url))
    yield made
    databases.drop(made)


@pytest.fixture
def patient(personnel_database: TestDatabase) -> Patient:
    return Patient("personnel", {"DATABASE_URL": personnel_database.url, "PORT": "1"})


async def test_a_database_as_it_should_be_is_well(patient: Patient) -> None:
    found = await look_at_database(patient)
    assert not has_failed(found), found
    assert states(found).keys() >= {"clock", "migrations", "role", "fence", "outbox", "inbox"}


async def test_an_owner_that_serves_is_found(personnel_database: TestDatabase) -> None:
    found = await look_at_database(Patient("personnel", {"DATABASE_URL": personnel_database.owner_url}))
    assert states(found)["role"] == "failed"


async def test_an_administrator_that_serves_is_found(personnel_database: TestDatabase) -> None:
    found = await look_at_database(Patient("personnel", {"DATABASE_URL": personnel_database.admin_url}))
    assert states(found)["role"] == "failed"


@pytest.mark.parametrize(
    ("harm", "check"),
    [
        ("UPDATE alembic_version SET version_num = '0001'", "migrations"),
        ("ALTER TABLE employee NO FORCE ROW LEVEL SECURITY", "fence"),
        (_WAITS, "outbox"),
        (_DIED, "inbox"),
    ],
    ids=["migrations", "fence", "outbox", "inbox"],
)
async def test_what_went_wrong_is_found(
    patient: Patient, personnel_database: TestDatabase, harm: str, check: str
) -> None:
    async with connected(personnel_database.admin_url) as connection:
        await connection.execute(harm)
    found = await look_at_database(patient)
    assert [finding.check for finding in found if finding.state == "failed"] == [check]
