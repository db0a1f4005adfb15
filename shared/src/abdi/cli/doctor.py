"""`abdi doctor`: is everything well, and what to do if it is not."""

import json
import logging
from typing import Annotated

import structlog
import typer

from abdi.deployment.doctor import examine_now
from abdi.deployment.findings import as_data, as_lines, has_failed
from abdi.deployment.patient import patients


def doctor(
    *, as_json: Annotated[bool, typer.Option("--json", help="Findings as data, for programs.")] = False
) -> None:
    """Look at services, databases, broker and machine; the exit code is 1 when something must be mended.

    It looks at what `make run` started, or at the one service that this environment configures.
    """
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    found = patients()
    if not found:
        typer.echo(
            "Nothing to look at: `make run` was never started here, and no service is configured.", err=True
        )
        raise typer.Exit(2)
    findings = examine_now(found)
    typer.echo(json.dumps(as_data(findings), indent=2) if as_json else "\n".join(as_lines(findings)))
    raise typer.Exit(1 if has_failed(findings) else 0)
