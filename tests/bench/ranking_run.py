"""One stage ranked by the service's worker in a process of its own; says seconds and peak memory as JSON.

`python -m tests.bench.ranking_run SELECTION STAGE`, with the environment of a service.
"""

import asyncio
import json
import logging
import sys
import time
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy import text

from abdi.auth.verifier import TokenVerifier
from abdi.clock import SystemClock, new_id
from abdi.db.engine import make_engine, make_sessions
from abdi.db.uow import UnitContext, unit_of_work
from abdi.jobs import JobWorker, ask_for_job
from abdi.kit import Kit
from abdi.observability import Metrics
from abdi.places import folder_of
from abdi.rulesets import read_rule_sets, store_rule_sets
from abdi.settings import ServiceSettings
from abdi.tokens import Principal
from recruitment.rankings.computing import COMPUTE, COMPUTE_JOB
from recruitment.rankings.models import Ranking

AGENCY: Final = "5671"
LOOK_SECONDS: Final = 0.1
_PERSON: Final = text("""
    INSERT INTO directory_person (employee_id, agency, is_in_service) VALUES (:person, :agency, true)
    ON CONFLICT DO NOTHING
""")
_GRANT: Final = text("""
    INSERT INTO directory_grant (id, employee_id, role, agency, kind, starts_on, is_ended)
    VALUES (:id, :person, 'agency_officer', :agency, 'role', '2020-01-01', false)
""")


async def rank(selection_id: UUID, stage: str) -> dict[str, Any]:
    """Ask for the stage, wait until it is computed."""
    settings = ServiceSettings(name="recruitment", port=0)
    engine, clock = make_engine(settings), SystemClock()
    kit = Kit(
        settings=settings,
        clock=clock,
        engine=engine,
        sessions=make_sessions(engine),
        reading_sessions=make_sessions(engine),
        verifier=TokenVerifier(settings, clock=clock),
        metrics=Metrics(),
        read_audit=None,
    )
    ranking_id = await _ask(kit, selection_id, stage)
    worker = JobWorker(kit, [COMPUTE_JOB])
    begin = time.perf_counter()
    worker.start()
    ranking = await _computed(kit, ranking_id)
    seconds = time.perf_counter() - begin
    await worker.stop()
    await engine.dispose()
    return {"seconds": seconds, "peak": _peak(), "ranking_id": str(ranking_id), "manifest": ranking.manifest}


async def _ask(kit: Kit, selection_id: UUID, stage: str) -> UUID:
    context = UnitContext(actor="bench", request_id="bench", action="bench", clock=kit.clock)
    asker = Principal(subject="officer", kind="person", agency=AGENCY, employee_id=new_id())
    async with unit_of_work(kit.sessions, context) as session:
        await store_rule_sets(session, read_rule_sets(folder_of("recruitment", "rulesets")))
        await session.execute(_PERSON, {"person": asker.employee_id, "agency": AGENCY})
        given = {"id": new_id(), "person": asker.employee_id, "agency": AGENCY}
        await session.execute(_GRANT, given)
        ranking = Ranking(
            id=new_id(),
            agency=AGENCY,
            selection_id=selection_id,
            stage=stage,
            number=1,
            state="computing",
            rule_set="2024",
            manifest={},
        )
        session.add(ranking)
        params = {"ranking_id": str(ranking.id)}
        await ask_for_job(session, COMPUTE, asker, agency=AGENCY, params=params)
    return ranking.id


async def _computed(kit: Kit, ranking_id: UUID) -> Ranking:
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        async with kit.sessions() as session:
            ranking = await session.get_one(Ranking, ranking_id)
            if ranking.state == "computed":
                return ranking
            failure = await session.scalar(text("SELECT failure FROM job WHERE state = 'failed'"))
            assert failure is None, failure


def _peak() -> float:
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    sys.stdout.write(json.dumps(asyncio.run(rank(UUID(sys.argv[1]), sys.argv[2]))) + "\n")
