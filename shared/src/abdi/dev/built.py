"""The services as the laptop would start them, built and not started: no database, no broker."""

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Final

from fastapi import FastAPI

from abdi.dev.secrets import ensure_secrets
from abdi.dev.suite import ALL, WITH_DATABASE, Surroundings, service_environment
from abdi.tokens import ensure_dev_keys

_NOBODY: Final = "postgresql://nobody@127.0.0.1:1/none"


@contextmanager
def built_apps(services: Sequence[str] = ALL) -> Iterator[Mapping[str, FastAPI]]:
    """The applications by service; their keys are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="abdi-built-") as folder:
        around = _surroundings(Path(folder))
        yield {service: _app(service, service_environment(service, around)) for service in services}


def _surroundings(folder: Path) -> Surroundings:
    return Surroundings(
        admin_url=_NOBODY,
        nats_urls=dict.fromkeys(WITH_DATABASE, "nats://127.0.0.1:1"),
        secrets=ensure_secrets(folder / "secrets.json", WITH_DATABASE),
        public_keys=ensure_dev_keys(folder / "keys").public,
        ports=dict.fromkeys(ALL, 1),
    )


def _app(service: str, values: dict[str, str]) -> FastAPI:
    with _environment(values):
        app: FastAPI = import_module(f"{service}.app").create_app()
    return app


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
