from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import FixedClock
from abdi.messaging import publish
from abdi.messaging.nats import Broker
from abdi.testing.deliveries import Deliveries, publish_to_broker
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import Events, count_queries
from abdi.testing.principals import ServiceClient, auditor, officer, stranger
from abdi.testing.problems import assert_problem
from abdi.testing.toy import Heard, Note, NoteWritten


async def test_client_signs_in_as_anybody(client: ServiceClient) -> None:
    by = client.as_(officer("5671"))
    written = await by.post("/v1/notes", json={"text": "hello"})
    assert written.status_code == 201
    path = f"/v1/notes/{written.json()['id']}"
    assert (await by.get(path)).json()["text"] == "hello"
    assert_problem(await client.get(path), 401)
    assert_problem(await client.as_(stranger()).get(path), 403)
    assert_problem(await client.as_(auditor(agency="1000")).get(path), 404)


async def test_app_lives_by_the_clock_of_the_test(client: ServiceClient, clock: FixedClock) -> None:
    by = client.as_(officer("5671"))
    assert (await by.get("/v1/notes")).status_code == 200
    clock.advance(timedelta(days=1))
    assert_problem(await by.get("/v1/notes"), 401)


async def test_unit_commits_and_events_are_seen(unit: Unit, session: AsyncSession, events: Events) -> None:
    async with unit(actor="somebody") as working:
        note = Note(agency="5671", text="hello")
        working.add(note)
        await working.flush()
        publish(working, NoteWritten(agency="5671", note_id=note.id, text="hello"))
    assert await session.scalar(select(func.count()).select_from(Note)) == 1
    event = await events.only("toy.note.written")
    assert (event.aggregate_id, event.sequence, event.agency) == (note.id, 1, "5671")
    assert event.headers["actor"] == "somebody"
    assert await events.published("toy.note.forgotten") == []


async def test_each_test_has_an_empty_database(session: AsyncSession, events: Events) -> None:
    assert await session.scalar(select(func.count()).select_from(Note)) == 0
    assert await events.published() == []


async def test_statements_are_counted(session: AsyncSession) -> None:
    await session.connection()  # the transaction begins with the fence's own statement
    with count_queries() as statements:
        await session.scalar(select(func.count()).select_from(Note))
        await session.get(Note, uuid4())
    assert len(statements) == 2


async def test_deliveries_are_numbered_and_wait_for_their_turn(
    deliver: Deliveries, session: AsyncSession
) -> None:
    thing = uuid4()
    late = deliver.envelope("other.thing.said", thing, {"words": "two"}, agency="5671", sequence=2)
    await deliver.again(late)
    assert [entry.state for entry in await deliver.entries(late)] == ["waiting"]
    await deliver("other.thing.said", thing, {"words": "one"}, agency="5671", sequence=1)
    assert await _words(session, thing) == ["one", "two"]


async def test_failed_event_is_tried_again_when_due(deliver: Deliveries, clock: FixedClock) -> None:
    poison = await deliver("other.thing.said", uuid4(), {"words": "poison"}, agency="5671")
    clock.advance(timedelta(minutes=1))
    await deliver.sweep()
    (entry,) = await deliver.entries(poison)
    assert (entry.state, entry.attempts) == ("retry", 2)


async def test_broker_takes_events_of_other_services(broker: Broker, deliver: Deliveries) -> None:
    envelopes = [
        deliver.envelope("other.thing.said", uuid4(), {"words": word}, agency="5671") for word in "abc"
    ]
    await publish_to_broker(broker, envelopes)
    stream = await broker.jetstream.stream_info("OTHER")
    assert stream.state.messages == 3


async def _words(session: AsyncSession, thing: UUID) -> list[str]:
    wanted = select(Heard.words).where(Heard.thing_id == thing).order_by(Heard.sequence)
    return list(await session.scalars(wanted))
