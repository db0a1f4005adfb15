"""One application as a process, as `abdi serve` serves a service: `python -m tests.bench.serve x:y 8123`."""

import sys

import uvicorn


def main() -> None:
    """Serve until told to stop."""
    factory, port = sys.argv[1:]
    uvicorn.run(
        factory,
        factory=True,
        port=int(port),
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
    )


if __name__ == "__main__":
    main()
