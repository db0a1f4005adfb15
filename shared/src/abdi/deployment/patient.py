"""Whom the doctor looks at: a service with its configuration, from the laptop's state or the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from abdi.cli.state import left_environment, state_folder
from abdi.deployment.parts import ALL, GATEWAY
from abdi.settings import SECRETS_VARIABLE, read_secret


@dataclass(frozen=True)
class Patient:
    """A service as it was configured."""

    name: str
    left: Mapping[str, str] | None = field(default=None, repr=False)
    """What the launcher left for it; None: the environment of this process, and its folder of secrets."""

    def value(self, variable: str) -> str | None:
        """A setting, None when it is not given."""
        return read_secret(variable) if self.left is None else self.left.get(variable)

    @property
    def has_database(self) -> bool:
        """Whether it keeps anything."""
        return self.name != GATEWAY

    @property
    def address(self) -> str:
        """Where it answers on this machine."""
        return f"127.0.0.1:{self.value('PORT') or '8000'}"


def patients() -> list[Patient]:
    """The service of this environment, else all that `make run` last started; empty when there are none."""
    if SECRETS_VARIABLE in os.environ or "DATABASE_URL" in os.environ:
        return [Patient(os.environ.get("SERVICE", "service"))]
    found = {name: left_environment(name) for name in ALL}
    return [Patient(name, left) for name, left in found.items() if left]


def backup_folder() -> Path | None:
    """Where the dumps lie: `BACKUP_FOLDER`, or `backups` of the laptop's state once there is one."""
    given = os.environ.get("BACKUP_FOLDER")
    if given:
        return Path(given)
    on_laptop = state_folder() / "backups"
    return on_laptop if on_laptop.is_dir() else None
