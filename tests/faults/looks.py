"""What a process says of itself: its metrics and its readiness."""

from typing import Any, Final

import httpx
from prometheus_client.parser import text_string_to_metric_families

from abdi.testing.observers import eventually
from tests.faults.stage import PATIENCE_SECONDS, Member

LOOK_SECONDS: Final = 10.0


async def measured(member: Member, name: str, **labels: str) -> float:
    """The sum of a metric's samples with these labels; 0 when there is none."""
    async with httpx.AsyncClient(timeout=LOOK_SECONDS) as client:
        answer = await client.get(f"{member.process.url}/metrics")
    return sum(
        sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    )


async def reaches(
    member: Member, name: str, value: float, *, patience: float = PATIENCE_SECONDS, **labels: str
) -> None:
    """Wait until a metric is at least `value`."""

    async def is_reached() -> bool:
        return await measured(member, name, **labels) >= value

    await eventually(is_reached, patience=patience)


async def readiness(member: Member) -> dict[str, Any]:
    """What `/readyz` says, whatever its status."""
    async with httpx.AsyncClient(timeout=LOOK_SECONDS) as client:
        told: dict[str, Any] = (await client.get(f"{member.process.url}/readyz")).json()
    return told
