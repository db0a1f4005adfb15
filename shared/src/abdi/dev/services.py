"""The service processes of the laptop environment: started, waited for, restarted when they die, ended."""

import http.client
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from abdi.dev.guardian import Guardian
from abdi.dev.ports import LOOPBACK
from abdi.dev.processes import DevError, abdi_command, last_lines, pause, spawn

READY_SECONDS = 90.0
STOP_SECONDS = 12.0
STEADY_SECONDS = 60.0
LONGEST_PAUSE_SECONDS = 30.0
HTTP_OK = 200


class ServiceProcess:
    """One service; its environment is its whole configuration."""

    def __init__(self, name: str, *, port: int, environment: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.port = port
        self.log = log
        self._environment = dict(environment)
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._deaths = 0
        self._not_before = 0.0

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://{LOOPBACK}:{self.port}"

    def start(self, guardian: Guardian) -> None:
        """Start the process; it is ready later."""
        environment = {**os.environ, **self._environment, **guardian.environment}
        self._process = spawn([abdi_command(), "serve", self.name], environment=environment, log=self.log)
        self._started = time.monotonic()
        guardian.watch(self._process.pid, "service")

    def exit_code(self) -> int | None:
        """How it ended, None while it lives or before it was started."""
        return self._process.poll() if self._process else None

    def is_ready(self) -> bool:
        """Whether `/readyz` answers 200."""
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=2)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == HTTP_OK
        except OSError:
            return False
        except http.client.HTTPException:
            return False
        finally:
            connection.close()

    def note_death(self) -> float:
        """Count a death and return the seconds to wait before the next start."""
        steady = time.monotonic() - self._started > STEADY_SECONDS
        self._deaths = 1 if steady else self._deaths + 1
        wait = min(2.0 ** (self._deaths - 1), LONGEST_PAUSE_SECONDS)
        self._process = None
        self._not_before = time.monotonic() + wait
        return wait

    def is_due(self) -> bool:
        """Whether it died, and its pause is over."""
        return self._process is None and self._deaths > 0 and time.monotonic() >= self._not_before

    def terminate(self) -> None:
        """Ask it to end."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def wait(self, seconds: float) -> None:
        """Wait for its end; after `seconds` it is killed."""
        if self._process is None:
            return
        try:
            self._process.wait(timeout=max(seconds, 0.1))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


class Supervisor:
    """All services of one launch."""

    def __init__(
        self, services: Sequence[ServiceProcess], guardian: Guardian, *, say: Callable[[str], None]
    ) -> None:
        self._services = list(services)
        self._guardian = guardian
        self._say = say

    def start(self) -> None:
        """Start all at once."""
        for service in self._services:
            service.start(self._guardian)

    def wait_until_ready(self) -> None:
        """Return once every service is ready, naming each on the way. Raises DevError when one fails."""
        waiting = list(self._services)
        begin = time.monotonic()
        while waiting:
            for service in list(waiting):
                code = service.exit_code()
                if code is not None:
                    raise DevError(_obituary(service, code))
                if service.is_ready():
                    waiting.remove(service)
                    self._say(f"  {service.name} is ready after {time.monotonic() - begin:.1f} s")
            if waiting and time.monotonic() - begin > READY_SECONDS:
                raise DevError("\n".join(_laggard(service) for service in waiting))
            pause()

    def tend(self) -> None:
        """Report a service that died with the end of its log, and start it again after a growing pause."""
        for service in self._services:
            code = service.exit_code()
            if code is not None:
                story = _obituary(service, code)
                self._say(f"{story}\n  It is started again in {service.note_death():.0f} s.")
            elif service.is_due():
                service.start(self._guardian)

    def stop(self) -> None:
        """End all services together."""
        for service in self._services:
            service.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for service in self._services:
            service.wait(deadline - time.monotonic())


def _obituary(service: ServiceProcess, code: int) -> str:
    how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
    return f"{service.name} ended {how}; the end of {service.log}:\n{last_lines(service.log)}"


def _laggard(service: ServiceProcess) -> str:
    end = last_lines(service.log)
    return f"{service.name} is not ready after {READY_SECONDS:.0f} s; the end of {service.log}:\n{end}"
