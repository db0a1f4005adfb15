"""Files of SKD scores over HTTP, into PostgreSQL."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.clock import new_id
from abdi.db.tables import audit_entry
from abdi.testing.imports import ImportsClient
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient, auditor, committee_member
from abdi.testing.problems import assert_problem
from recruitment.applications.models import Application
from recruitment.examinations.models import ScoreChange, SkdSitting
from recruitment.rankings.models import Ranking
from recruitment.selections.models import Selection

Applying = Callable[..., Awaitable[list[Application]]]
Numbered = Callable[..., Awaitable[dict[UUID, str]]]
HEADER = "participant_number,twk,tiu,tkp,total"
RECORDED = "recruitment.selection.scores_recorded"


@pytest.fixture
def files(committee: ServiceClient) -> ImportsClient:
    """Sends files of SKD scores as the committee of Palembang."""
    return ImportsClient(committee, "skd_scores")


@pytest.fixture
async def numbers(selection: Selection, applying: Applying, numbered: Numbered) -> list[str]:
    """The numbers of five participants."""
    await applying(selection, 5)
    return sorted((await numbered(selection)).values())


@pytest.fixture
def stored(sessions: async_sessionmaker[AsyncSession]) -> Callable[[], Awaitable[dict[str, SkdSitting]]]:
    """Every sitting by participant number."""

    async def look() -> dict[str, SkdSitting]:
        wanted = select(Application.participant_number, SkdSitting).join(
            SkdSitting, SkdSitting.application_id == Application.id
        )
        async with sessions() as session:
            return {number or "": sitting for number, sitting in await session.execute(wanted)}

    return look


Stored = Callable[[], Awaitable[dict[str, SkdSitting]]]


def table(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header, *rows]) + "\n"


async def compute_ranking(unit: Unit, selection: Selection, **facts: Any) -> Ranking:
    given = {"stage": "skd", "number": 1, "state": "computed", "rule_set": "2024"} | facts
    ranking = Ranking(id=new_id(), agency=selection.agency, selection_id=selection.id, **given)
    async with unit() as session:
        session.add(ranking)
    return ranking


async def test_scores_come_in_with_one_audit_entry_and_one_event(
    files: ImportsClient, numbers: list[str], stored: Stored, events: Events, session: AsyncSession
) -> None:
    before = await session.scalar(select(func.count()).select_from(audit_entry)) or 0
    told = await files.take(
        table(
            f"{numbers[0]},100,135,187,422,,2024-10-21",
            f"{numbers[1]},,,,,TH,",
            f"{numbers[2]},65,80,166,311,hadir,21/10/2024",
            f"{numbers[3]},10,20,30,60,DIS,",
            header=f"{HEADER},standing,sat_on",
        )
    )
    assert (told["state"], told["imported"], told["errors"]) == ("finished", 4, 0)
    sittings = await stored()
    first = sittings[numbers[0]]
    assert (first.twk, first.tiu, first.tkp, first.standing) == (100, 135, 187, "taking_part")
    assert (str(first.sat_on), first.exam_year, first.agency) == ("2024-10-21", 2024, "5671")
    assert (sittings[numbers[1]].standing, sittings[numbers[1]].twk) == ("absent", None)
    assert sittings[numbers[3]].standing == "disqualified"
    fact = await events.only(RECORDED)
    assert (fact.data["count"], fact.data["corrected"], fact.data["test"]) == (4, 0, "skd")
    assert numbers[0] not in str(fact.data)
    await session.rollback()
    assert await session.scalar(select(func.count()).select_from(audit_entry)) == before + 1


async def test_the_same_file_again_changes_nothing(
    files: ImportsClient, numbers: list[str], stored: Stored, events: Events
) -> None:
    file = table(f"{numbers[0]},100,135,187,422", f"{numbers[1]},65,80,166,311")
    await files.take(file)
    versions = {number: sitting.version for number, sitting in (await stored()).items()}
    told = await files.take(file)
    assert (told["imported"], told["unchanged"], told["errors"]) == (0, 2, 0)
    assert {number: sitting.version for number, sitting in (await stored()).items()} == versions
    assert len(await events.published(RECORDED)) == 1


async def test_every_bad_row_is_named_and_nothing_is_kept(
    files: ImportsClient, numbers: list[str], stored: Stored
) -> None:
    rounded = numbers[0][:15] + "00"
    told = await files.take(
        table(
            f"{numbers[0]},152,135,187,474",
            f"{numbers[1]},100,81,187,368",
            f"{numbers[2]},100,135,226,461",
            f"{numbers[3]},100,135,187,421",
            f"{numbers[4]},100,,187,287",
            "24999999999999917,100,135,187,422",
            f"{rounded},100,135,187,422",
            "2.4E+16,100,135,187,422",
            f"{numbers[0]}0,100,135,187,422",
            f"{numbers[0][:16]},100,135,187,422",
            f"{numbers[0]},65.5,135,187,422",
            "24999999999999917,65,seratus,187,422",
        )
    )
    assert (told["state"], told["imported"]) == ("refused", 0)
    assert await files.errors(told) == {
        2: ("twk", "impossible_score"),
        3: ("tiu", "impossible_score"),
        4: ("tkp", "impossible_score"),
        5: ("total", "wrong_total"),
        6: ("", "missing_score"),
        7: ("participant_number", "unknown_participant"),
        8: ("participant_number", "number_lost_digits"),
        9: ("participant_number", "number_lost_digits"),
        10: ("participant_number", "malformed_participant_number"),
        11: ("participant_number", "malformed_participant_number"),
        12: ("twk", "malformed_number"),
        13: ("tiu", "malformed_number"),
    }
    assert await stored() == {}


async def test_good_rows_are_kept_when_asked_and_the_mended_file_goes_on(
    files: ImportsClient, numbers: list[str], stored: Stored
) -> None:
    good, bad = f"{numbers[0]},100,135,187,422", f"{numbers[1]},100,135,187,421"
    told = await files.take(table(good, bad), on_error="skip")
    assert (told["imported"], told["errors"]) == (1, 1)
    told = await files.take(table(good, f"{numbers[1]},100,135,187,422"))
    assert (told["imported"], told["unchanged"], told["errors"]) == (1, 1, 0)
    assert len(await stored()) == 2


async def test_a_dry_run_says_the_same_and_keeps_nothing(
    files: ImportsClient, numbers: list[str], stored: Stored, events: Events
) -> None:
    told = await files.take(table(f"{numbers[0]},100,135,187,422"), dry_run=True)
    assert (told["state"], told["imported"]) == ("finished", 1)
    assert await stored() == {}
    assert await events.published(RECORDED) == []


async def test_habits_of_spreadsheets_are_forgiven(
    files: ImportsClient, numbers: list[str], stored: Stored
) -> None:
    text = f"\ufeffParticipant Number;TWK;TIU;TKP;Total\r\n'{numbers[0]};100,0;135;187;422\r\n"
    assert (await files.take(text))["imported"] == 1
    assert (await stored())[numbers[0]].twk == 100


async def test_twins_and_rows_that_contradict_each_other_are_named(
    files: ImportsClient, numbers: list[str]
) -> None:
    told = await files.take(
        table(
            f"{numbers[0]},100,135,187,422",
            f"{numbers[1]},100,135,187,422",
            f"{numbers[0]},100,135,187,422",
            f"{numbers[1]},105,135,187,427",
        )
    )
    assert await files.errors(told) == {
        3: ("", "contradictory_in_file"),
        4: ("", "twin"),
        5: ("", "contradictory_in_file"),
    }


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("participant_number,twk,tiu,tkp", "missing_column"),
        ("participant_number,twk,tiu,tkp,total,nilai", "unknown_column"),
        ("participant_number,twk,twk,tiu,tkp,total", "repeated_column"),
    ],
)
async def test_a_file_with_other_columns_is_refused_at_once(
    files: ImportsClient, header: str, code: str
) -> None:
    answer = await files.send(table("24000000000000127,1,1,1,1", header=header))
    problem = assert_problem(answer, 422, "unreadable-file")
    assert problem["errors"][0]["code"] == code


async def test_who_does_not_take_part_gets_no_score(
    files: ImportsClient, selection: Selection, applying: Applying, numbers: list[str]
) -> None:
    await applying(selection, 1, state="resigned", participant_number="24000000000099911")
    told = await files.take(table("24000000000099911,100,135,187,422"))
    assert await files.errors(told) == {2: ("participant_number", "not_taking_part")}


async def test_a_score_may_be_mended_until_a_ranking_counts_on_it(
    files: ImportsClient, numbers: list[str], stored: Stored, selection: Selection, unit: Unit
) -> None:
    await files.take(table(f"{numbers[0]},100,135,187,422"))
    told = await files.take(table(f"{numbers[0]},105,135,187,427"))
    assert (told["imported"], (await stored())[numbers[0]].version) == (1, 2)
    await compute_ranking(unit, selection)
    again = table(f"{numbers[0]},105,135,187,427")
    assert (await files.take(again))["unchanged"] == 1
    changed = table(f"{numbers[0]},110,135,187,432", f"{numbers[1]},65,80,166,311")
    told = await files.take(changed)
    assert await files.errors(told) == {2: ("reason", "ranked_already"), 3: ("reason", "ranked_already")}
    with_reason = table(f"{numbers[0]},110,135,187,432,salah salin", header=f"{HEADER},reason")
    assert (await files.take(with_reason))["imported"] == 1
    async with unit() as session:
        changes = (await session.scalars(select(ScoreChange).order_by(ScoreChange.recorded_at))).all()
    assert [(one.before["twk"], one.after["twk"], one.reason) for one in changes] == [
        (100, 105, None),
        (105, 110, "salah salin"),
    ]


async def test_a_discarded_ranking_counts_on_nothing(
    files: ImportsClient, numbers: list[str], selection: Selection, unit: Unit
) -> None:
    await compute_ranking(unit, selection, state="discarded")
    assert (await files.take(table(f"{numbers[0]},100,135,187,422")))["imported"] == 1


async def test_an_agency_grades_its_own_participants_only(
    client: ServiceClient, numbers: list[str], stored: Stored
) -> None:
    abroad = ImportsClient(client.as_(committee_member("6671")), "skd_scores")
    told = await abroad.take(table(f"{numbers[0]},100,135,187,422"))
    assert await abroad.errors(told) == {2: ("participant_number", "unknown_participant")}
    assert await stored() == {}
    watching = ImportsClient(client.as_(auditor("5671")), "skd_scores")
    assert_problem(await watching.send(table(f"{numbers[0]},100,135,187,422")), 403, "forbidden")


async def test_an_official_list_is_taken_as_it_is(
    committee: ServiceClient, numbers: list[str], stored: Stored
) -> None:
    files = ImportsClient(committee, "official_skd_scores")
    header = "tahun,nama_instansi,no_peserta,nama,tahun_skd,twk,tiu,tkp,total,keterangan"
    told = await files.take(
        table(
            f"2024,Kota Palembang,{numbers[0]},Budi Contoh,2024,100,135,187,422,P/L",
            f"2024,Kota Palembang,{numbers[1]},Siti Contoh,2024,,,,,TH",
            f"2024,Kota Palembang,{numbers[2]},Ani Contoh,2024,30,35,150,215,TL",
            header=header,
        )
    )
    assert (told["imported"], told["errors"]) == (3, 0)
    assert {number: one.standing for number, one in (await stored()).items()} == {
        numbers[0]: "taking_part",
        numbers[1]: "absent",
        numbers[2]: "taking_part",
    }
    told = await files.take(table(f"2024,X,{numbers[3]},Y,2023,100,135,187,422,P/L", header=header))
    assert await files.errors(told) == {2: ("", "other_sitting")}
