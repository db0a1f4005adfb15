"""The gateway, as one list."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from abdi.app import build_service
from abdi.http.client import Upstream
from gateway.documentation import endpoints as documentation
from gateway.forwarding import endpoints as forwarding
from gateway.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """The whole gateway; settings come from the environment unless given."""
    settings = settings or Settings()
    return build_service(
        settings,
        title="Abdi",
        base=None,
        has_documents=False,  # it shows the merged document of all services instead of its own
        routers=[documentation.router, forwarding.router],
        lifespan=_with_upstreams(settings),
    )


def _with_upstreams(settings: Settings) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            app.state.upstreams = {}
            for name, url in settings.upstreams().items():
                upstream = Upstream(
                    name, url, connections=settings.upstream_connections, timeout=settings.upstream_timeout
                )
                app.state.upstreams[name] = await stack.enter_async_context(upstream)
                app.state.kit.needs[name] = upstream.is_ready
            yield

    return lifespan
