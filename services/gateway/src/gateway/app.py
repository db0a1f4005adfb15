"""The gateway, as one list."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from abdi.app import build_service
from abdi.http.breaker import BreakerRules, BreakerState
from abdi.http.client import Patience, Upstream
from abdi.http.upstream_measures import UpstreamMeasures
from gateway.documentation import endpoints as documentation
from gateway.forwarding import endpoints as forwarding
from gateway.forwarding.rooms import Room
from gateway.labels import endpoints as labels
from gateway.labels.reading import LabelShelf
from gateway.me import endpoints as me
from gateway.overviews import endpoints as overviews
from gateway.profiles import endpoints as profiles
from gateway.readers import endpoints as readers
from gateway.settings import Settings
from gateway.signin import endpoints as signin


def create_app(settings: Settings | None = None) -> FastAPI:
    """The whole gateway; settings come from the environment unless given."""
    settings = settings or Settings()
    app = build_service(
        settings,
        title="Abdi",
        base=None,
        has_documents=False,  # it shows the merged document of all services instead of its own
        routers=[
            documentation.router,
            *signin.routers_of(settings),
            labels.router,
            me.router,
            profiles.router,
            overviews.router,
            readers.router,
            forwarding.router,  # the last: it takes every address that nobody else has
        ],
        cors_origins=settings.cors_origins,
        lifespan=_with_upstreams(settings),
    )
    app.state.patience = settings.upstream_timeout
    app.state.transfer_patience = settings.transfer_timeout
    app.state.labels = LabelShelf()
    app.state.public_room = Room(settings.public_places)
    return app


def _with_upstreams(settings: Settings) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    patience = Patience(
        whole=settings.upstream_timeout,
        connections=settings.upstream_connections,
        waiting=settings.upstream_waiting,
        breaker=BreakerRules(pause=settings.breaker_pause),
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        measures = UpstreamMeasures(app.state.kit.metrics.registry)
        async with AsyncExitStack() as stack:
            app.state.upstreams = {}
            for name, url in settings.upstreams().items():
                upstream = Upstream(name, url, patience=patience, measures=measures)
                app.state.upstreams[name] = await stack.enter_async_context(upstream)
                # Told, not needed: one service that is away must not take the door from all others.
                app.state.kit.watches[name] = _state_of(upstream)
            yield

    return lifespan


def _state_of(upstream: Upstream) -> Callable[[], Awaitable[str]]:
    async def state() -> str:
        if not await upstream.is_ready():
            return "unavailable"
        breaker = upstream.breaker_state
        return "ok" if breaker is BreakerState.CLOSED else f"breaker_{breaker.value}"

    return state
