"""`make fuzz`: the long run over the public API, on a suite of its own, with the tokens of three roles."""

import os
import secrets
import socket
import sys
import tempfile
from pathlib import Path

from tests.fuzz.run import Effort, fuzz
from tests.journeys.suite import Suite
from tests.launched import launched_suite

PEOPLE = {"employee": "siti", "agency_officer": "rina", "agency_system": "bkn-sync"}
EFFORT = Effort(
    "examples,coverage,fuzzing", examples=20, seed=int(os.environ.get("SEED") or secrets.randbelow(2**31))
)


def main() -> int:
    """Run; 1 when an answer was not as promised."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    failures = 0
    sys.stdout.write(f"Seed {EFFORT.seed}: make fuzz SEED={EFFORT.seed} tries the same again\n")
    sys.stdout.flush()
    with tempfile.TemporaryDirectory(prefix="abdi-fuzz-") as folder:
        place = Path(folder)
        place.chmod(0o711)
        with (
            launched_suite(place / "state", port) as launched,
            Suite(launched.address, launched.state) as suite,
        ):
            for role, person in PEOPLE.items():
                reports = place / role
                reports.mkdir()
                outcome = fuzz(launched.address, suite.run("token", "--as", person).strip(), reports, EFFORT)
                failures += not outcome.is_clean
                verdict = "every answer as promised" if outcome.is_clean else outcome.report
                sys.stdout.write(
                    f"{role}: {outcome.requests} requests to {outcome.operations} operations: {verdict}\n"
                )
                sys.stdout.flush()
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
