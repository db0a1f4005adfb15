"""`abdi events`: what an operator may do about a service's events; every change is audited."""

import asyncio
import getpass
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from typing import Annotated, TypeVar, cast
from uuid import UUID

import typer

from abdi.cli.state import adopt_environment
from abdi.clock import new_id
from abdi.db.uow import UnitContext
from abdi.kit import Kit
from abdi.messaging import admin, adoption
from abdi.messaging.adoption import Adopted
from abdi.messaging.inbox import Inbox
from abdi.messaging.nats import Broker, BrokerUnavailable
from abdi.messaging.reconcile import Reconciler, Window
from abdi.messaging.runtime import MessagingRuntime

T = TypeVar("T")
Service = Annotated[str, typer.Argument(help="personnel, performance, promotion, training or recruitment.")]
Since = Annotated[datetime, typer.Option(help="From this time on, UTC: 2026-01-31T08:00:00.")]
Reason = Annotated[str | None, typer.Option(help="Why; kept in the audit.")]

app = typer.Typer(
    help="Look after a service's events: list and repair dead ones, replay, refill, snapshot, reconcile. "
    "The service is configured by its environment, else as `make run` last started it.",
    no_args_is_help=True,
)


@asynccontextmanager
async def _idle(service: str) -> AsyncIterator[Kit]:
    # The service as it is, but without its own relay and consumers: those of its processes go on meanwhile.
    adopt_environment(service)
    os.environ.update(RUN_RELAY="false", RUN_CONSUMERS="false", LOG_LEVEL="ERROR")
    made = import_module(f"{service}.app").create_app()
    async with made.router.lifespan_context(made):
        yield cast("Kit", made.state.kit)


def _require_service(service: str) -> None:
    found = None
    if service.isidentifier() and service != "abdi":
        with suppress(ModuleNotFoundError):
            found = find_spec(f"{service}.app")
    if found is None:
        names = ", ".join(sorted({point.name for point in entry_points(group="abdi.commands")}))
        raise LookupError(f"there is no service {service!r}; there is {names or 'none installed'}")


def _with(service: str, work: Callable[[Kit], Awaitable[T]]) -> T:
    async def run() -> T:
        _require_service(service)
        async with _idle(service) as kit:
            return await work(kit)

    try:
        return asyncio.run(run())
    except (admin.ReplayUnderWay, BrokerUnavailable, ValueError, LookupError) as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(1) from refused


def _context(action: str, reason: str | None = None) -> UnitContext:
    return UnitContext(
        actor=f"operator:{getpass.getuser()}", request_id=str(new_id()), action=action, reason=reason
    )


def _runtime(kit: Kit) -> MessagingRuntime:
    if isinstance(kit.messaging, MessagingRuntime):
        return kit.messaging
    raise LookupError("this service has no events")


async def _broker(kit: Kit) -> Broker:
    broker = _runtime(kit).broker
    if broker is None or not await broker.connected(admin.CONNECT_SECONDS):
        raise LookupError("the broker is away or NATS_URL is not set")
    return broker


def _inboxes(kit: Kit, producer: str) -> list[Inbox]:
    runtime = _runtime(kit)
    pairs = list(zip(runtime.subscriptions, runtime.inboxes, strict=True))
    chosen = [inbox for subscription, inbox in pairs if subscription.producer == producer]
    if not chosen:
        heard = ", ".join(sorted({subscription.producer for subscription, _ in pairs})) or "nobody"
        raise LookupError(f"{kit.settings.name} does not listen to {producer!r}; it listens to {heard}")
    return chosen


@app.command("list-dead")
def list_dead(
    service: Service,
    *,
    kind: Annotated[str | None, typer.Option("--type", help="Only this event type.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 100,
) -> None:
    """Events that failed for good, oldest first, without their contents."""
    found = _with(service, lambda kit: admin.list_dead(kit.sessions, kind=kind, limit=limit))
    for dead in found:
        typer.echo(
            f"{dead.event_id}  {dead.type or 'unreadable'}  attempts {dead.attempts}  "
            f"{dead.followers} behind it  {dead.last_error or ''}"
        )
    typer.echo(f"{len(found)} dead events.")


@app.command()
def retry(
    service: Service,
    *,
    event: Annotated[UUID | None, typer.Option(help="This one event.")] = None,
    kind: Annotated[str | None, typer.Option("--type", help="All dead events of this type.")] = None,
    reason: Reason = None,
) -> None:
    """Let dead events be tried again from the first attempt."""
    context = _context("events.retry", reason)
    number = _with(service, lambda kit: admin.retry_dead(kit.sessions, context, event_id=event, kind=kind))
    typer.echo(f"{number} events will be tried again.")


@app.command()
def discard(
    service: Service, event: UUID, *, reason: Annotated[str, typer.Option(help="Why; kept in the audit.")]
) -> None:
    """Give one dead event up for good; what waits behind it goes on."""
    context = _context("events.discard", reason)
    _with(service, lambda kit: admin.discard_dead(kit.sessions, context, event))
    typer.echo("Discarded.")


@app.command()
def replay(
    service: Service,
    *,
    producer: Annotated[str, typer.Option(help="The service whose events are read again.")],
    start: Annotated[int, typer.Option(help="From this place in the stream.", min=1)] = 1,
) -> None:
    """Read a producer's stream again; what was applied before is left alone."""

    async def work(kit: Kit) -> int:
        inboxes, number = _inboxes(kit, producer), 0
        broker = await _broker(kit)
        async with admin.only_replay(kit.sessions):
            for inbox in inboxes:
                number += await admin.replay(inbox, broker, start)
        return number

    typer.echo(f"{_with(service, work)} events were read again.")


@app.command()
def refill(service: Service, *, since: Since, reason: Reason = None) -> None:
    """Publish again what was committed since then, under the same ids; for a stream that was lost."""
    context, start = _context("events.refill", reason), since.replace(tzinfo=UTC)
    number = _with(service, lambda kit: admin.refill(kit.sessions, context, start))
    typer.echo(f"{number} events will be published again.")


@app.command()
def adopt(service: Service, *, reason: Annotated[str, typer.Option(help="Why; kept in the audit.")]) -> None:
    """After a restore: take back the events that only the stream knows, and say how things stand here now."""

    async def work(kit: Kit) -> tuple[Adopted, dict[str, int]]:
        context = _context("events.adopt", reason)
        broker = await _broker(kit)
        found = await adoption.adopt(kit.sessions, context, broker=broker, service=kit.settings.name)
        told = {}
        for entity, ids in found.aggregates.items():
            if builder := _runtime(kit).snapshots.get(entity):
                told[entity] = await admin.publish_snapshots(kit.sessions, context, builder, ids=sorted(ids))
        return found, told

    found, told = _with(service, work)
    typer.echo(f"{found.events} events were taken back, {found.renumbered} newer ones moved behind them.")
    for entity, ids in found.aggregates.items():
        anew = told.get(entity, 0)
        typer.echo(f"{entity}: the events are about {len(ids)}; {anew} are told anew, as they are here.")


@app.command()
def snapshot(
    service: Service,
    entity: Annotated[str, typer.Argument(help="What kind: employee, position, evaluation, ...")],
    *,
    id_: Annotated[list[UUID] | None, typer.Option("--id", help="Only these; may be repeated.")] = None,
) -> None:
    """Publish the whole state of things, as the base of a new consumer."""

    async def work(kit: Kit) -> int:
        builders = _runtime(kit).snapshots
        if entity not in builders:
            raise LookupError(f"no snapshot of {entity}; there is {', '.join(sorted(builders)) or 'none'}")
        return await admin.publish_snapshots(
            kit.sessions, _context("events.snapshot"), builders[entity], ids=id_
        )

    typer.echo(f"{_with(service, work)} snapshots will be published.")


@app.command()
def reconcile(
    service: Service,
    *,
    hours: Annotated[float, typer.Option(help="How far back.", min=0.01)] = 24,
    settled: Annotated[float, typer.Option(help="Leave out what is younger, in seconds.", min=0)] = 60,
) -> None:
    """Compare outbox, stream and inbox: is every event where it should be? Exit code 2 when not.

    Missing in the inbox: `replay`. Unknown here: the database was restored to an earlier day, `adopt`.
    """

    async def work(kit: Kit) -> dict[str, int]:
        now = kit.clock.now()
        window = Window(now - timedelta(hours=hours), now - timedelta(seconds=settled))
        reconciler = Reconciler(
            kit.settings.name, broker=await _broker(kit), sessions=kit.sessions, clock=kit.clock
        )
        found = {
            "outbox": len((await reconciler.outbox(window)).missing),
            "stream, unknown here": len((await reconciler.stream(window)).missing),
        }
        for subscription in _runtime(kit).subscriptions:
            inbox = await reconciler.inbox(subscription, window)
            found[f"inbox from {subscription.producer}"] = len(inbox.missing)
        return found

    missing = _with(service, work)
    for place, number in missing.items():
        typer.echo(f"{place}: {number} missing")
    raise typer.Exit(2 if any(missing.values()) else 0)
