"""`python -m abdi.dev`: run the suite, and write or check what is made from the code (`--help`)."""

import argparse
import sys

from abdi.contracts.command import run_contracts
from abdi.contracts.harvest import run_harvest
from abdi.dev import launcher
from abdi.dev.access_pages import run_matrix
from abdi.dev.deployment_files import run_deployment_files
from abdi.dev.migration_check import run_check


def main() -> int:
    """Run one of the commands. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m abdi.dev")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="start the suite, or one service with what it needs")
    run.add_argument("service", nargs="?")
    commands.add_parser("reset", help="clear the state folder")
    commands.add_parser("check-migrations", help="compare migrations and models on a throw-away PostgreSQL")
    matrix = commands.add_parser("matrix", help="write docs/access.md and .json from the code")
    matrix.add_argument("--check", action="store_true", help="only compare them with the code")
    contracts = commands.add_parser("contracts", help="write the committed contracts from the code")
    contracts.add_argument("--check", action="store_true", help="only compare them with the code")
    contracts.add_argument("--accept", metavar="WHY", help="break what is reported, and note why")
    contracts.add_argument("--against", default="HEAD", help="the revision whose promises hold")
    commands.add_parser("samples", help="add golden samples of events from the running suite")
    deployment = commands.add_parser("deployment", help="write settings, realm and locks from the code")
    deployment.add_argument("--check", action="store_true", help="only compare them with the code")
    asked = parser.parse_args()
    if asked.command == "deployment":
        return run_deployment_files(launcher.say, is_check=asked.check)
    if asked.command == "samples":
        return run_harvest(launcher.say)
    if asked.command == "contracts":
        return run_contracts(
            launcher.say, is_check=asked.check, accept=asked.accept or None, against=asked.against
        )
    if asked.command == "matrix":
        return run_matrix(launcher.say, is_check=asked.check)
    if asked.command == "check-migrations":
        return run_check(launcher.say)
    return launcher.reset() if asked.command == "reset" else launcher.run(asked.service)


if __name__ == "__main__":
    sys.exit(main())
