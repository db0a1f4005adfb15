"""A whole suite that sends its traces to a receiver of this test run, for all tests that look at it."""

import gzip
import http.server
import os
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.launched import Launched, launched_suite

ROOT: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Seen:
    """A span as it arrived."""

    service: str
    name: str
    trace: str
    id: str
    parent: str
    attributes: dict[str, str]


@dataclass
class Receiver:
    """Takes OTLP over HTTP on this machine and keeps what comes."""

    spans: list[Seen] = field(default_factory=list)

    def take(self, body: bytes) -> None:
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            named = {one.key: one.value.string_value for one in resource.resource.attributes}
            self.spans += [
                Seen(
                    service=named["service.name"],
                    name=span.name,
                    trace=span.trace_id.hex(),
                    id=span.span_id.hex(),
                    parent=span.parent_span_id.hex(),
                    attributes={one.key: one.value.string_value for one in span.attributes},
                )
                for scope in resource.scope_spans
                for span in scope.spans
            ]


@dataclass(frozen=True)
class Watched:
    """The running suite, and what it tells of itself."""

    suite: Launched
    receiver: Receiver

    def abdi(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run the `abdi` command against it."""
        environment = {**os.environ, "ABDI_STATE": str(self.suite.state), **variables}
        command = [str(ROOT / ".venv" / "bin" / "abdi"), *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603


@pytest.fixture(scope="session")
def receiver() -> Iterator[tuple[Receiver, str]]:
    kept = Receiver()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            packed = self.headers.get("Content-Encoding") == "gzip"
            kept.take(gzip.decompress(body) if packed else body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield kept, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def watched(receiver: tuple[Receiver, str]) -> Iterator[Watched]:
    """Started as `make run` starts it; tests that use it share a worker (`xdist_group("watched")`)."""
    kept, address = receiver
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="abdi-suite-") as folder, pytest.MonkeyPatch.context() as patch:
        place = Path(folder)
        place.chmod(0o711)
        patch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        patch.setenv("OTEL_BSP_SCHEDULE_DELAY", "200")
        with launched_suite(place / "state", port) as suite:
            patch.undo()
            yield Watched(suite, kept)
