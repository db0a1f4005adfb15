"""Where a service keeps what is no Python: beside its package in the checkout, inside it when installed."""

from importlib.resources import files
from pathlib import Path


def folder_of(package: str, name: str) -> Path:
    """The folder `name` (migrations, rulesets) of a service.

    Raises ModuleNotFoundError when the service is not installed, LookupError when it has no such folder.
    """
    inside = Path(str(files(package)))
    for folder in (inside / name, inside.parent.parent / name):
        if folder.is_dir():
            return folder
    raise LookupError(f"{package} has no {name}")
