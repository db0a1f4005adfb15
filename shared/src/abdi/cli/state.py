"""Where the laptop keeps servers' data, passwords and keys; known here without the laptop's own packages."""

import json
import os
from pathlib import Path


def state_folder() -> Path:
    """`ABDI_STATE`, or `.abdi` of the checkout."""
    given = os.environ.get("ABDI_STATE")
    return Path(given).expanduser().absolute() if given else Path(__file__).resolve().parents[4] / ".abdi"


def adopt_environment(service: str) -> None:
    """Configure this process as the laptop's `service`, unless the environment configures it already.

    The launcher leaves each service's environment in the state folder. Never in production.
    """
    left = state_folder() / "environment" / f"{service}.json"
    if "DATABASE_URL" in os.environ or os.environ.get("ENV") == "production" or not left.is_file():
        return
    for name, value in json.loads(left.read_text()).items():
        os.environ.setdefault(name, value)
