"""The log as a stranger sees it: heads, entries and proofs, checked with the public key alone."""

import asyncio
from base64 import b64decode
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from abdi.clock import FixedClock
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient
from abdi.testing.problems import assert_problem
from abdi.transparency.heads import HeadRefused, open_head, verify_growth
from abdi.transparency.keys import trusted_key
from abdi.transparency.merkle import MerkleTree, ProofFailed, leaf_hash, verify_inclusion
from abdi.transparency.notes import NoteKey, read_note, verify_note
from recruitment.publications.log_entries import LogFacts
from recruitment.transparency_log.appending import LogRenamed, append_entry
from recruitment.transparency_log.signing import LogSigner

PATH = "/v1/public/transparency"
AGENCY = "5671"
Append = Callable[..., Awaitable[list[LogFacts]]]


@pytest.fixture
def signer(app: FastAPI) -> LogSigner:
    return LogSigner.of(app.state.kit.settings)


@pytest.fixture
def append(unit: Unit, signer: LogSigner) -> Append:
    """Adds entries one after the other, each in a transaction of its own."""

    async def add(*entries: str, by: LogSigner = signer) -> list[LogFacts]:
        found = []
        for entry in entries:
            async with unit() as session:
                found.append(await append_entry(session, entry.encode(), signer=by, agency=AGENCY))
        return found

    return add


async def told(client: ServiceClient, path: str, **params: Any) -> Any:
    answer = await client.get(f"{PATH}{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_everybody_can_recompute_every_head_from_the_entries(
    client: ServiceClient, append: Append, clock: FixedClock
) -> None:
    entries = [f'{{"entry":{number}}}' for number in range(11)]
    await append(*entries)
    key = await told(client, "/key")
    public = trusted_key(key["pem"].encode(), expected=key["fingerprint"])
    leaves = await told(client, "/leaves")
    assert [leaf["entry"] for leaf in leaves["data"]] == entries
    assert [leaf["index"] for leaf in leaves["data"]] == list(range(11))
    tree = MerkleTree()
    heads = (await told(client, "/heads"))["data"]
    for leaf, head in zip(leaves["data"], heads, strict=True):
        assert bytes.fromhex(leaf["hash"]) == leaf_hash(leaf["entry"].encode())
        tree.append(leaf_hash(leaf["entry"].encode()))
        opened = open_head(head["note"].encode(), origin=key["log"], key=public)
        assert opened.head.state == tree.state()
        assert (head["size"], head["root"]) == (tree.size, tree.state().root.hex())
        assert opened.signed_at == clock.now().replace(microsecond=0)
    assert (await told(client, "/head")) == heads[-1]
    note_key = NoteKey.parse(key["note_keys"][0])
    verify_note(read_note(heads[-1]["note"].encode()), note_key)


async def test_every_entry_is_proven_in_every_later_head(client: ServiceClient, append: Append) -> None:
    await append(*"abcdefg")
    tree = MerkleTree(leaf_hash(each.encode()) for each in "abcdefg")
    for size in range(1, 8):
        for leaf in range(size):
            found = await told(client, "/proofs/inclusion", leaf=leaf, size=size)
            proof = [bytes.fromhex(each) for each in found["proof"]]
            assert found["head"]["size"] == size
            verify_inclusion(leaf_hash("abcdefg"[leaf].encode()), leaf, state=tree.state(size), proof=proof)
    latest = await told(client, "/proofs/inclusion", leaf=2)
    assert latest["head"]["size"] == 7


async def test_every_head_continues_every_earlier_one(client: ServiceClient, append: Append) -> None:
    await append(*"abcdefg")
    key = await told(client, "/key")
    public = trusted_key(key["pem"].encode(), expected=key["fingerprint"])
    for size in range(1, 8):
        for first in range(1, size + 1):
            found = await told(client, "/proofs/consistency", **{"from": first, "to": size})
            older, newer = (
                open_head(found[name]["note"].encode(), origin=key["log"], key=public).head
                for name in ("older", "newer")
            )
            assert (older.state.size, newer.state.size) == (first, size)
            proof = [bytes.fromhex(each) for each in found["proof"]]
            verify_growth(older, newer, proof)
            if proof:
                with pytest.raises(ProofFailed):
                    verify_growth(older, newer, [bytes(32), *proof[1:]])


async def test_what_is_appended_comes_with_its_place_and_proof(
    append: Append, signer: LogSigner, events: Events
) -> None:
    facts = await append("a", "b", "c")
    public = signer.key.public_key()
    for index, (one, entry) in enumerate(zip(facts, "abc", strict=True)):
        state = open_head(one.head, origin=signer.name, key=public).head.state
        assert (one.index, state.size) == (index, index + 1)
        verify_inclusion(leaf_hash(entry.encode()), index, state=state, proof=one.proof)
    signed = await events.published("recruitment.log_head.signed")
    assert [event.data["size"] for event in signed] == [1, 2, 3]
    assert [event.data["note"].encode() for event in signed] == [one.head for one in facts]
    assert b64decode(signed[2].data["note"].split("\n")[2]).hex() == signed[2].data["root"]


async def test_writers_at_the_same_time_get_places_one_after_the_other(
    append: Append, client: ServiceClient
) -> None:
    found = await asyncio.gather(*(append(f"entry {number}") for number in range(6)))
    assert sorted(facts.index for (facts,) in found) == list(range(6))
    leaves = (await told(client, "/leaves"))["data"]
    tree = MerkleTree(leaf_hash(leaf["entry"].encode()) for leaf in leaves)
    assert (await told(client, "/head"))["root"] == tree.state().root.hex()


async def test_an_entry_that_is_not_committed_leaves_nothing(
    unit: Unit, signer: LogSigner, client: ServiceClient, append: Append
) -> None:
    async def fail() -> None:
        async with unit() as session:
            await append_entry(session, b"lost", signer=signer, agency=AGENCY)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert_problem(await client.get(f"{PATH}/head"), 404, "not-found")
    (kept,) = await append("kept")
    assert kept.index == 0


async def test_a_log_goes_on_under_its_name_only(append: Append, signer: LogSigner) -> None:
    await append("a")
    with pytest.raises(LogRenamed, match=signer.name):
        await append("b", by=LogSigner("elsewhere.example/log", signer.key))


async def test_a_head_does_not_open_with_another_key(append: Append, signer: LogSigner, app: FastAPI) -> None:
    (facts,) = await append("a")
    settings = app.state.kit.settings
    other = LogSigner.of(
        settings.model_copy(update={"publication_key": SecretStr(settings.nik_key.get_secret_value())})
    )
    with pytest.raises(HeadRefused):
        open_head(facts.head, origin=signer.name, key=other.key.public_key())


async def test_lists_go_on_where_they_ended(append: Append, client: ServiceClient) -> None:
    await append(*"abcde")
    first = await told(client, "/leaves", limit=3)
    rest = await told(client, "/leaves", limit=3, cursor=first["page"]["next_cursor"])
    assert [leaf["entry"] for leaf in first["data"] + rest["data"]] == [*"abcde"]
    assert not rest["page"]["has_more"]
    heads = await told(client, "/heads", limit=2)
    assert heads["page"]["has_more"]


async def test_what_the_log_has_not_is_not_found(append: Append, client: ServiceClient) -> None:
    assert_problem(await client.get(f"{PATH}/head"), 404, "not-found")
    await append("a", "b")
    for path in (
        "/proofs/inclusion?leaf=2",
        "/proofs/inclusion?leaf=1&size=1",
        "/proofs/inclusion?leaf=0&size=3",
        "/proofs/consistency?from=3",
        "/proofs/consistency?from=1&to=9",
    ):
        assert_problem(await client.get(f"{PATH}{path}"), 404, "not-found")
    for path in (
        "/proofs/inclusion",
        "/proofs/inclusion?leaf=-1",
        "/proofs/inclusion?leaf=99999999999999999999",
        "/proofs/consistency?from=0",
        "/proofs/consistency?from=2&to=1",
    ):
        assert_problem(await client.get(f"{PATH}{path}"), 422, "malformed")
