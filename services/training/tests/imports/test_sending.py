"""Files of programmes and courses through the door: tried, refused, mended, sent again."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

from abdi.testing.imports import ImportsClient
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient, agency_system, employee, officer
from abdi.testing.problems import assert_problem

Register = Callable[..., Awaitable[UUID]]
Evaluate = Callable[..., Awaitable[object]]
Send = Callable[..., ImportsClient]
SITI, BUDI = "199001012015031001", "199001012015031002"
PROGRAMMES = "agency_code,code,title,kind,form,hours,answers"
COURSES = "agency_code,nip,programme_code,started_on,completed_on,jp,certificate_number,provider"
TEK = "5671,TEK-01,Pelatihan Teknis,technical,classical,24,performance"
RUN = f"5671,{SITI},TEK-01,2026-02-09,2026-02-11,24,800/1,BPSDM"
COMPLETED, CLOSED = "training.course.completed", "training.need.closed"

pytestmark = pytest.mark.usefixtures("rules_in_force")


@pytest.fixture
def sending(client: ServiceClient) -> Send:
    """`sending("courses")`: a personnel officer of Palembang, or somebody else, with files of one kind."""
    return lambda kind, by=None: ImportsClient(client.as_(by or officer("5671")), kind)


def written(header: str, *rows: str) -> str:
    return "\n".join((header, *rows)) + "\n"


def counts(told: dict[str, Any]) -> tuple[str, int, int, int, int]:
    return told["state"], told["rows"], told["imported"], told["unchanged"], told["errors"]


async def test_a_catalogue_and_courses_come_in_with_everything_that_follows_and_once_only(
    sending: Send, register: Register, evaluate: Evaluate, events: Events
) -> None:
    await evaluate(await register(nip=SITI), "poor")
    programmes = written(PROGRAMMES, TEK, "5671,BIMTEK,Bimbingan Teknis,Technical,Non-Classical,6,")
    assert counts(await sending("programmes").take(programmes)) == ("finished", 2, 2, 0, 0)
    courses = written(COURSES, RUN, f"5671,{SITI},BIMTEK,12/02/2026,12/02/2026,,,Biro Hukum")
    assert counts(await sending("courses").take(courses)) == ("finished", 2, 2, 0, 0)
    assert sorted(event.data["jp"] for event in await events.published(COMPLETED)) == [6, 24]
    assert len(await events.published(CLOSED)) == 1
    assert counts(await sending("programmes").take(programmes)) == ("finished", 2, 0, 2, 0)
    assert counts(await sending("courses").take(courses)) == ("finished", 2, 0, 2, 0)
    assert len(await events.published(COMPLETED)) == 2


async def test_a_wrong_file_is_mended_from_its_errors_file(
    sending: Send, register: Register, events: Events
) -> None:
    await register(nip=SITI)
    await sending("programmes").take(written(PROGRAMMES, TEK))
    bad = (RUN, RUN.replace("TEK-01", "TEK-O1"), RUN.replace("2026-02-11", "2026-12-11"), f"5671,{SITI}")
    told = await sending("courses").take(written(COURSES, *bad), dry_run=True)
    expected = {
        3: ("programme_code", "unknown_programme"),
        4: ("", "course_refused"),
        5: ("completed_on", "missing"),
    }
    told_columns = await sending("courses").errors(told)
    assert {number: told_columns[number] for number in (3, 4)} == {
        number: expected[number] for number in (3, 4)
    }
    assert counts(told) == ("refused", 4, 1, 0, 3)
    kept = await sending("courses").take(written(COURSES, *bad), on_error="skip")
    assert counts(kept) == ("finished", 4, 1, 0, 3)
    errors = (await sending("courses").errors_file(kept)).decode("utf-8-sig").splitlines()
    assert len([line for line in errors if "unknown_programme" in line]) == 1
    mended = [line.replace("TEK-O1", "TEK-01").replace("800/1", "800/9") for line in errors[:2]]
    assert counts(await sending("courses").take("\r\n".join(mended))) == ("finished", 1, 1, 0, 0)
    assert len(await events.published(COMPLETED)) == 2


async def test_everybody_sends_for_the_own_agency_and_only_the_operator_national_programmes(
    sending: Send, register: Register
) -> None:
    me = await register(nip=SITI)
    national = written(PROGRAMMES, ",LATSAR,Latsar CPNS,latsar,classical,511,latsar", "6671" + TEK[4:], TEK)
    told = await sending("programmes").take(national, on_error="skip")
    assert await sending("programmes").errors(told) == {2: ("", "other_agency"), 3: ("", "other_agency")}
    own = sending("courses", officer("5671", employee_id=me))
    assert await own.errors(await own.take(written(COURSES, RUN))) == {2: ("nip", "own_case")}
    elsewhere = sending("courses", officer("6671"))
    foreign = await elsewhere.take(written(COURSES, RUN, "6671" + RUN[4:]))
    assert await elsewhere.errors(foreign) == {2: ("", "other_agency"), 3: ("nip", "unknown_employee")}
    system = sending("courses", agency_system("5671", "training.course.import"))
    assert counts(await system.take(written(COURSES, RUN))) == ("finished", 1, 1, 0, 0)
    own = sending("courses", officer("5671", employee_id=me))
    assert counts(await own.take(written(COURSES, RUN))) == ("finished", 1, 0, 1, 0)
    somebody = employee(await register(nip=BUDI), "5671")
    for kind in ("courses", "programmes"):
        answer = await sending(kind, somebody).send(written(COURSES, RUN))
        assert_problem(answer, 403, "forbidden")


@pytest.mark.parametrize("kind", ["courses", "programmes"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_the_template_can_be_sent_as_it_is(sending: Send, kind: str, form: str) -> None:
    by = sending(kind)
    template = await by.by.get(f"{by.address}/template", params={"format": form})
    told = await by.take(template.content, form=form)
    assert told["failure"] is None
    assert {code for _, code in (await by.errors(told)).values()} <= {"unknown_employee"}
