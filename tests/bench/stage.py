"""What a case gets: the suite and the stand, both started when first asked for, and how long to measure."""

import socket
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tests.bench.stand import Stand
from tests.bench.suite import Suite
from tests.launched import launched_suite


@dataclass
class Stage:
    """Servers and processes of one run of the bench; `close` ends all of them."""

    seconds: float
    rounds: int
    people: int = 100_000
    """Of the import."""
    running: Suite | None = None
    """A suite that somebody else started and ends."""
    _ends: ExitStack = field(default_factory=ExitStack)

    @cached_property
    def suite(self) -> Suite:
        """The whole suite with the demo."""
        if self.running is not None:
            return self.running
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        place = Path(self._ends.enter_context(tempfile.TemporaryDirectory(prefix="abdi-bench-")))
        place.chmod(0o711)
        launched = self._ends.enter_context(launched_suite(place / "state", port))
        return Suite(launched.state, launched.address)

    @cached_property
    def stand(self) -> Stand:
        """Servers of the bench's own."""
        made = Stand()
        self._ends.callback(made.close)
        return made

    def close(self) -> None:
        """End everything."""
        self._ends.close()
