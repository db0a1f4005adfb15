"""Courses as a file: what comes out goes in again, unchanged."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from abdi.testing.exports import ExportsClient
from abdi.testing.imports import ImportsClient
from abdi.testing.principals import ServiceClient, officer

Register = Callable[..., Awaitable[UUID]]
SITI = "199001012015031001"
PROGRAMMES = "agency_code,code,title,kind,form,hours,answers"
COURSES = "agency_code,nip,programme_code,started_on,completed_on,jp,certificate_number,provider"
TEK = "5671,TEK-01,Pelatihan Teknis,technical,classical,24,performance"
RUNS = (
    f"5671,{SITI},TEK-01,2026-02-09,2026-02-11,24,800/1,BPSDM",
    f"5671,{SITI},TEK-01,2025-02-09,2025-02-11,,,BPSDM",
)

pytestmark = pytest.mark.usefixtures("rules_in_force")


async def test_file_of_courses_goes_in_again_unchanged(client: ServiceClient, register: Register) -> None:
    await register(nip=SITI)
    by = client.as_(officer("5671"))
    await ImportsClient(by, "programmes").take(f"{PROGRAMMES}\n{TEK}\n")
    courses = ImportsClient(by, "courses")
    taken = await courses.take("\n".join((COURSES, *RUNS)))
    assert taken["imported"] == 2, taken
    exports = ExportsClient(by, "courses")
    told = await exports.make()
    again = await courses.take(await exports.file(told))
    assert (told["rows"], again["unchanged"], again["imported"], again["errors"]) == (2, 2, 0, 0)
    assert (await exports.make(filters={"year": 2026}))["rows"] == 1
