"""Is the service in this container ready? Asked by a command: `python -m abdi.healthcheck`."""

import http.client
import os
import sys
from typing import Final

PATIENCE_SECONDS: Final = 4
READY: Final = 200


def is_ready(port: int, path: str = "/readyz") -> bool:
    """Whether the service on this machine answers that it can serve."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == READY
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if is_ready(int(os.environ.get("PORT", "8000"))) else 1)
