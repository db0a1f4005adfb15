"""Free ports on this machine, remembered between starts."""

import secrets
import socket
from pathlib import Path

# Below the range from which systems take ports for outgoing connections: a client that reconnects to a
# stopped server on such a port may otherwise connect to itself and hold the port.
LOWEST, HIGHEST = 20_000, 32_000
LOOPBACK = "127.0.0.1"


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether a server could listen on the port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """A port on which nobody listens."""
    while True:
        port = LOWEST + secrets.randbelow(HIGHEST - LOWEST)
        if is_free(port):
            return port


def remembered_port(file: Path) -> int:
    """The port of the last start while it is free, else a new one; written to `file`."""
    if file.exists() and (text := file.read_text().strip()).isdigit() and is_free(int(text)):
        return int(text)
    port = free_port()
    file.write_text(f"{port}\n")
    return port
