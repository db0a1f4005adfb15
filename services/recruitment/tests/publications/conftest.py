"""An honest publisher of random selections: small scores, so that people tie and openings stay empty."""

import io
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from abdi.transparency.heads import TreeHead, sign_head
from abdi.transparency.keys import fingerprint
from abdi.transparency.merkle import MerkleTree, leaf_hash
from recruitment.publications.ages import age_orders, commitment_of, tie_of
from recruitment.publications.differences import Difference, NotVerified
from recruitment.publications.log_entries import LogFacts
from recruitment.publications.openings import Opening
from recruitment.publications.packages import Content, write_package
from recruitment.publications.row_checks import combined_skb
from recruitment.publications.rows import Row
from recruitment.publications.selection_files import (
    RulesFile,
    RulesNamed,
    SkbSet,
    SkbTestFacts,
    StageFacts,
    known_rules,
)
from recruitment.publications.verification import verify_package
from recruitment.selections.rules.facts import Applicant, Finalist, SkdScores
from recruitment.selections.rules.filling import final_outcomes
from recruitment.selections.rules.final_scores import final_score
from recruitment.selections.rules.ranking import rank_finalists
from recruitment.selections.rules.shortlisting import skd_outcomes
from recruitment.selections.rules.standard import CpnsSelection

LOG = "palembang.example.go.id/selections"
NAMED = RulesNamed(name="cpns-selection", version="2024")
NEEDS = ("general", "general", "cumlaude", "disability")
AWAY = ("absent", "knocked_out", "not_eligible", "resigned", "disqualified")
TESTS = {
    "1": (SkbTestFacts(kind="cat", weight=100, knock_out=False),),
    "2": (
        SkbTestFacts(kind="cat", weight=60, knock_out=False),
        SkbTestFacts(kind="work_practice", weight=40, knock_out=True),
    ),
}


def rules_2024() -> RulesFile:
    """The rules as shipped."""
    rules = known_rules(NAMED)
    assert rules is not None
    return rules


RULES = rules_2024()
STANDARD = RULES.standard()


def facts_of(stage: str, **other: object) -> StageFacts:
    """What is said of the selection."""
    sets = [SkbSet(id=name, tests=tests) for name, tests in TESTS.items()] if stage == "final" else []
    named: dict[str, object] = {
        "selection": "0197-palembang-2024",
        "title": "Seleksi CPNS 2024",
        "agency": "5671",
        "agency_name": "Pemerintah Kota Palembang",
        "agency_kind": "regional",
        "intake": 2024,
        "stage": stage,
        "version": 1,
        "published_at": "2025-01-08T02:00:00Z",
        "rules": NAMED,
        "skb": tuple(sets),
        "log": LOG,
    }
    return StageFacts.model_validate(named | other)


@dataclass(frozen=True)
class World:
    """Everything of one published stage, and how it is signed."""

    facts: StageFacts
    openings: tuple[Opening, ...]
    rows: tuple[Row, ...]
    births: dict[str, date]
    rules: RulesFile = RULES

    def judged(self) -> "World":
        """The outcomes as the rules give them for the whole agency at once."""
        of = final_rows if self.facts.stage == "final" else skd_rows
        return replace(self, rows=tuple(sorted(of(self), key=lambda row: row.participant)))

    def with_code(self, index: int, code: str) -> "World":
        """The world in which one row says another code."""
        rows = list(self.rows)
        rows[index] = replace(rows[index], code=code)
        return replace(self, rows=tuple(rows))

    def packed(self, key: Ed25519PrivateKey, log: "Log | None" = None) -> bytes:
        """results.zip."""
        target = io.BytesIO()
        content = Content(self.facts, self.rules, self.openings, self.rows)
        write_package(target, content, key, enter=(log or Log(key)).enter)
        return target.getvalue()


class Log:
    """A log with some entries before and after."""

    def __init__(self, key: Ed25519PrivateKey, before: int = 2, after: int = 1) -> None:
        self.key, self.after = key, after
        self.tree = MerkleTree(leaf_hash(b"%d" % number) for number in range(before))

    def enter(self, entry: bytes) -> LogFacts:
        index = self.tree.size
        self.tree.append(leaf_hash(entry))
        for number in range(self.after):
            self.tree.append(leaf_hash(b"later %d" % number))
        head = TreeHead(LOG, self.tree.state())
        at = datetime(2025, 1, 8, 2, 0, 1, tzinfo=UTC)
        return LogFacts(index, self.tree.inclusion_proof(index), sign_head(head, at=at, key=self.key))


def random_world(seed: int, stage: str = "final", people: int = 40) -> World:
    """Openings of two posts at two places, people who tie, some away; `people` at most."""
    draw = Random(seed)  # noqa: S311 - a world, no secret
    openings = tuple(
        Opening(
            id=f"o{number:02}",
            post=draw.choice(["Dokter, Ahli Pertama", "Pranata Komputer"]),
            education="S1",
            placement=draw.choice(["A", "B"]),
            need=draw.choice(NEEDS),
            count=draw.randint(1, 4),
            general_category="general",
            tests=draw.choice(sorted(TESTS)) if stage == "final" else "",
        )
        for number in range(draw.randint(1, 8))
    )
    numbers = [f"24{number:06}" for number in range(draw.randint(1, people))]
    births = {number: date(1995, 1, 1) + timedelta(draw.randint(0, 3)) for number in numbers}
    rows = tuple(_row(participant, draw.choice(openings), stage, draw) for participant in births)
    return World(facts_of(stage), openings, rows, births).judged()


def _row(participant: str, opening: Opening, stage: str, draw: Random) -> Row:
    is_away = draw.random() < 0.15
    away = AWAY if stage == "final" else ("absent", "disqualified")
    row = Row(
        participant=participant,
        opening=opening.id,
        category=opening.category,
        standing=draw.choice(away) if is_away else "taking_part",
        twk=draw.choice([60, 65, 65, 65]),
        tiu=draw.choice([75, 85, 85, 90]),
        tkp=draw.choice([165, 170, 170, 175]),
        skd_total=None,
        place=None,
        code=None,
    )
    if stage == "skd":
        return replace(row, twk=None, tiu=None, tkp=None) if row.standing == "absent" else row
    tests = {
        test.kind: None if is_away else Decimal(draw.choice(["70.000", "70.000", "70.005"]))
        for test in TESTS[opening.tests]
    }
    gpa = draw.choice([*[Decimal("3.50")] * 8, Decimal("3.51"), None])
    return replace(row, tests={"cat": None, "work_practice": None} | tests, gpa=gpa)


def _summed(row: Row) -> Row:
    parts = [row.twk, row.tiu, row.tkp]
    return replace(row, skd_total=None if None in parts else sum(one or 0 for one in parts))


def _skd(row: Row) -> SkdScores:
    return SkdScores(row.twk or 0, row.tiu or 0, row.tkp or 0)


def skd_rows(world: World) -> Iterable[Row]:
    """Rows with the outcomes of the SKD list."""
    standard = world.rules.standard()
    for opening in world.openings:
        mine = [_summed(row) for row in world.rows if row.opening == opening.id]
        people = [
            Applicant(r.participant, None if r.twk is None else _skd(r), r.category, r.standing)  # type: ignore[arg-type]  # one of them
            for r in mine
        ]
        for row, told in zip(mine, skd_outcomes(people, opening.count, standard), strict=True):
            yield replace(row, place=told.place, code=told.code)


def _scored(row: Row, opening: Opening, standard: CpnsSelection) -> Row:
    row = _summed(row)
    if row.standing != "taking_part":
        return replace(row, skb=None, final_score=None)
    skb = combined_skb(row.tests, TESTS[opening.tests], standard)
    return replace(row, skb=skb, final_score=final_score(row.skd_total or 0, skb, standard))


def final_rows(world: World) -> list[Row]:
    """Rows with the outcomes of the final list, the birth dates themselves deciding."""
    standard, openings = world.rules.standard(), {one.id: one for one in world.openings}
    rows = [_scored(row, openings[row.opening], standard) for row in world.rows]
    orders = age_orders(
        (row.participant, tie_of(row, openings[row.opening], standard), world.births[row.participant])
        for row in rows
    )
    finalists: defaultdict[str, list[Finalist]] = defaultdict(list)
    for row in rows:
        born = world.births[row.participant]
        skb, standing = row.skb or Decimal(0), row.standing
        one = Finalist(row.participant, _skd(row), skb, row.gpa, born, standing)  # type: ignore[arg-type]  # one of them
        finalists[row.opening].append(one)
    formations = [one.formation() for one in world.openings]
    told = {
        one.id: one for one in final_outcomes(formations, finalists, standard, agency=world.facts.agency_kind)
    }
    decided = {
        placed.finalist.id: placed.decided_by
        for people in finalists.values()
        for placed in rank_finalists([one for one in people if one.standing == "taking_part"], standard)
    }
    return [
        replace(
            row,
            age_order=orders.get(row.participant),
            birth_date_commitment=_committed(world, row) if row.participant in orders else None,
            place=told[row.participant].rank,
            decided_by=decided.get(row.participant),
            code=told[row.participant].code,
            seat=told[row.participant].seat,
            step=told[row.participant].step,
        )
        for row in rows
    ]


def salt_of(participant: str) -> bytes:
    """A salt of this test only."""
    return participant.encode().ljust(32, b"-")


def _committed(world: World, row: Row) -> str:
    return commitment_of(world.births[row.participant], salt_of(row.participant))


@pytest.fixture(scope="session")
def key() -> Ed25519PrivateKey:
    """The publisher's key."""
    return Ed25519PrivateKey.from_private_bytes(b"p" * 32)


@pytest.fixture(scope="session")
def trusted(key: Ed25519PrivateKey) -> str:
    """Its fingerprint."""
    return fingerprint(key.public_key())


@pytest.fixture(scope="session")
def world() -> Callable[..., World]:
    """Random worlds by seed."""
    return random_world


@pytest.fixture(scope="session")
def checked(trusted: str) -> Callable[[bytes], Difference | None]:
    """What differs in a package, if anything."""

    def check(data: bytes) -> Difference | None:
        try:
            verify_package(io.BytesIO(data), trusted, label="results.zip", say=lambda _: None)
        except NotVerified as error:
            return error.difference
        return None

    return check


@pytest.fixture(scope="session")
def enter(key: Ed25519PrivateKey) -> Callable[[bytes], LogFacts]:
    """The publisher's log takes an entry."""
    return lambda entry: Log(key).enter(entry)


@pytest.fixture(scope="session")
def salted() -> Callable[[str], bytes]:
    """The salt of a participant's birth date."""
    return salt_of
