"""Loaded by Schemathesis: every second address names something that exists; the rest is as generated."""

import json
import os
import random
from typing import Any

import schemathesis

KNOWN: dict[str, list[str]] = json.loads(os.environ.get("ABDI_FUZZ_IDS", "{}"))
LUCK = random.Random(os.environ.get("ABDI_FUZZ_SEED", "0"))  # noqa: S311 - repeatable, not secret


@schemathesis.hook
def map_path_parameters(
    context: schemathesis.HookContext, path_parameters: dict[str, Any] | None
) -> dict[str, Any] | None:
    """Put ids of real objects into half of the addresses."""
    if not path_parameters or LUCK.random() < 1 / 2:
        return path_parameters
    real = {name: LUCK.choice(KNOWN[name]) for name in path_parameters if KNOWN.get(name)}
    return path_parameters | real
