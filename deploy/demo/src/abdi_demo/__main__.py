"""`python -m abdi_demo --out FOLDER`: write the files of the demo."""

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from abdi_demo.population import DEMO_DAY
from abdi_demo.sizes import DEMO_SIZES, agency_code, sizes_for_scale
from abdi_demo.writing import write_demo


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the files and say how many and how fast."""
    parser = argparse.ArgumentParser(
        prog="abdi_demo", description="Synthetic agencies and people as import files."
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for the files, made when absent")
    parser.add_argument("--agencies", default="", help="names or BKN codes, separated by commas")
    parser.add_argument("--people", default="", help="people per agency, such as 5671=600,6671=300")
    parser.add_argument("--scale", type=int, help="this many people over many agencies instead")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--today", type=date.fromisoformat, default=DEMO_DAY, help="the day of the demo")
    options = parser.parse_args(arguments)
    try:
        sizes = sizes_for_scale(options.scale) if options.scale else _sizes(options.agencies, options.people)
        started = time.monotonic()
        written = write_demo(options.out, sizes, seed=options.seed, today=options.today)
    except ValueError as refusal:
        parser.error(str(refusal))
    seconds = time.monotonic() - started
    sys.stdout.write(
        f"{written.people} people, {written.positions} positions, {written.agencies} agencies"
        f" in {seconds:.1f} s: {options.out}\n"
    )


def _sizes(agencies: str, people: str) -> dict[str, int]:
    given = {}
    for pair in filter(None, people.split(",")):
        name, _, count = pair.partition("=")
        given[agency_code(name)] = int(count)
    chosen = [agency_code(name) for name in agencies.split(",") if name] or list(given or DEMO_SIZES)
    smallest_useful = 100
    return {code: given.get(code, DEMO_SIZES.get(code, smallest_useful)) for code in chosen}


if __name__ == "__main__":
    main()
