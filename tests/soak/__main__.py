"""`make soak`: load and a random killer for an hour (SECONDS, RATE, SEED), on servers of its own."""

import asyncio
import logging
import os
import random
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex

import structlog

from abdi.testing.databases import Databases
from abdi.testing.servers import Premises
from abdi.tokens import ensure_dev_keys
from tests.faults.stage import Part, Stage
from tests.soak.report import report
from tests.soak.run import Effort, Outcome, soak

HOUR_SECONDS = 3_600.0
REQUESTS_PER_SECOND = 40.0


def effort_of(environment: Mapping[str, str]) -> Effort:
    """What the caller asks for; an hour, and luck of its own, unless named."""
    return Effort(
        seconds=float(environment.get("SECONDS") or HOUR_SECONDS),
        rate=float(environment.get("RATE") or REQUESTS_PER_SECOND),
        seed=int(environment.get("SEED") or random.SystemRandom().randrange(10**6)),
    )


async def _play(part: Part, effort: Effort) -> Outcome:
    stage = Stage(part, effort.seed)
    try:
        return await soak(await stage.open(), effort, _say)
    finally:
        await stage.close()


def main() -> int:
    """Run; 1 when something was lost, doubled, out of order, or grew."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    logging.getLogger("nats").setLevel(logging.CRITICAL)
    effort = effort_of(os.environ)
    _say(f"Soak of {effort.seconds:.0f} s, seed {effort.seed}: SEED={effort.seed} make soak plays it again.")
    premises = Premises()
    try:
        with tempfile.TemporaryDirectory(prefix="abdi-soak-") as keys:
            postgres = premises.new_postgres(durable=True)
            postgres.start()
            databases = Databases(postgres.url(), token_hex(3))
            part = Part(premises, postgres, databases, ensure_dev_keys(Path(keys)))
            outcome = asyncio.run(_play(part, effort))
    finally:
        premises.close()
    for line in report(outcome):
        _say(line)
    return 1 if outcome.complaints() else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
