"""`make run`: the whole suite from nothing to ready, and in order back to nothing."""

import asyncio
import logging
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from types import FrameType
from typing import Never

import psutil
import structlog

from abdi.clock import SystemClock
from abdi.dev.demo import Demo
from abdi.dev.guardian import Guardian, end_leftovers
from abdi.dev.migrating import prepare_databases
from abdi.dev.ports import is_free, remembered_port
from abdi.dev.processes import DevError
from abdi.dev.secrets import ensure_secrets
from abdi.dev.servers import Servers
from abdi.dev.services import ServiceProcess, Supervisor
from abdi.dev.state import StateFolder, state_path
from abdi.dev.suite import (
    ALL,
    GATEWAY,
    WITH_DATABASE,
    Surroundings,
    chosen,
    leave_environment,
    service_environment,
)
from abdi.dev.welcome import welcome
from abdi.messaging.admin import init_streams
from abdi.tokens import ensure_dev_keys

DEFAULT_PORT = 8000
HIGHEST_PORT = 65_535
TEND_SECONDS = 0.5
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked the launcher to end; no `except Exception` on the way may swallow it."""


def say(line: str) -> None:
    """Show one line of progress; a closed terminal is no reason to fail."""
    try:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        return


def _stop(_number: int, _frame: FrameType | None) -> Never:
    for number in ENDING_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise Stopped


class Launch:
    """One run of the suite (or of one service) on one state folder."""

    def __init__(self, state: StateFolder, services: Sequence[str], environment: Mapping[str, str]) -> None:
        self._state = state
        self._services = services
        self._environment = environment
        end_leftovers(state.launch, say=say)  # first: what is left over still holds our ports
        self._ports = _ports(state, services, environment)
        self._guardian = Guardian(record=state.launch, keep_open=state.lock_descriptor)
        self._servers: Servers | None = None
        self._supervisor: Supervisor | None = None

    def start(self) -> None:
        """Everything up to ready, with the address and the demo's people at the end."""
        with_database = [service for service in self._services if service in WITH_DATABASE]
        secrets = ensure_secrets(self._state.secrets, WITH_DATABASE)
        self._servers = Servers(self._state, secrets, self._guardian, environment=self._environment, say=say)
        self._servers.start()
        around = Surroundings(
            admin_url=self._servers.admin_url,
            nats_urls=self._servers.nats_urls(WITH_DATABASE),
            secrets=secrets,
            public_keys=ensure_dev_keys(self._state.keys).public,
            ports=self._ports,
            nats_monitoring_url=self._servers.nats_monitoring_url,
        )
        demo = Demo(self._state, around, self._guardian, say=say) if GATEWAY in self._services else None
        if demo:
            demo.begin()
        asyncio.run(init_streams(self._servers.nats_admin_url, WITH_DATABASE))
        prepare_databases(
            with_database, around, logs=self._state.logs, mark=self._guardian.environment, say=say
        )
        self._start_services(around)
        if demo:
            demo.finish()
        self._state.describe(f"port {self._front_port}")
        say(welcome(self._front_port, self._state.path, seconds=_age_seconds()))

    def tend(self) -> None:
        """Keep everything running until somebody says stop."""
        while True:
            time.sleep(TEND_SECONDS)
            if self._servers and self._supervisor:
                self._servers.tend()
                self._supervisor.tend()

    def end(self) -> None:
        """Services, then NATS, then PostgreSQL; the guardian looks after the rest."""
        if self._supervisor:
            self._supervisor.stop()
        if self._servers:
            self._servers.stop()
        self._guardian.close()
        self._state.launch.unlink(missing_ok=True)

    @property
    def _front_port(self) -> int:
        return self._ports[GATEWAY if GATEWAY in self._services else self._services[0]]

    def _start_services(self, around: Surroundings) -> None:
        say(f"Starting {', '.join(self._services)}")
        environments = {name: service_environment(name, around) for name in self._services}
        for name, environment in environments.items():
            leave_environment(self._state.path / "environment", name, environment)
        processes = [
            ServiceProcess(
                name,
                port=self._ports[name],
                environment=environments[name],
                log=self._state.logs / f"{name}.log",
            )
            for name in self._services
        ]
        self._supervisor = Supervisor(processes, self._guardian, say=say)
        self._supervisor.start()
        self._supervisor.wait_until_ready()


def _age_seconds() -> float:
    """How long this process lives: what the person in front of it has waited, loading included."""
    started = float(psutil.Process().create_time())
    return SystemClock().now().timestamp() - started


def _ports(state: StateFolder, services: Sequence[str], environment: Mapping[str, str]) -> dict[str, int]:
    """The port of every service; the one that a person talks to takes `PORT`."""
    front = GATEWAY if GATEWAY in services else services[0]
    given = environment.get("PORT", "")
    if front != GATEWAY and not given:
        return {service: remembered_port(state.ports / service) for service in ALL}
    port = int(given) if given.isdigit() else DEFAULT_PORT
    if (given and not given.isdigit()) or not 0 < port <= HIGHEST_PORT:
        raise DevError(f"PORT={given} is no port; give a number from 1 to {HIGHEST_PORT}.")
    if not is_free(port):
        raise DevError(f"Port {port} is in use by another program; choose another one: make run PORT=8080.")
    return {s: port if s == front else remembered_port(state.ports / s) for s in ALL}


def run(service: str | None = None, environment: Mapping[str, str] = os.environ) -> int:
    """Run until a signal says stop. Returns the exit code."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    for number in ENDING_SIGNALS:
        signal.signal(number, _stop)
    state = StateFolder(state_path())
    launch = None
    try:
        services = chosen(service)
        state.open()
        launch = Launch(state, services, environment)
        launch.start()
        launch.tend()
    except DevError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except Stopped:
        say("\nStopping")
        return 0
    finally:
        for number in ENDING_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        if launch is not None:
            launch.end()
        state.close()
    return 0


def reset() -> int:
    """Clear the state folder. Returns the exit code."""
    state = StateFolder(state_path())
    try:
        state.clear()
    except DevError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    say(f"{state.path} is cleared.")
    return 0
