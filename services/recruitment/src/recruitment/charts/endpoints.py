"""HTTP for charts of a selection."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import Query, Response

from abdi.auth import Principal, public, requires
from abdi.http import DbSession, Locale, ServiceRouter
from abdi.http.described_problems import MAY_CONFLICT
from recruitment.charts import service
from recruitment.charts.permissions import PUBLISH_CHART, READ_CHART
from recruitment.charts.queries import get_published
from recruitment.charts.schemas import ChartName, ChartRead, ChartsPublished

router = ServiceRouter(prefix="/v1/selections", tags=["charts"])
open_router = ServiceRouter(prefix="/v1/public/selections", tags=["charts"])

FRESH: Final = "public, max-age=300"


@router.get("/{selection_id}/charts/{name}", name="get_chart", responses=MAY_CONFLICT)
async def read_chart(
    selection_id: UUID,
    name: ChartName,
    *,
    session: DbSession,
    principal: Annotated[Principal, requires(READ_CHART)],
    locale: Locale,
    opening_id: Annotated[UUID | None, Query(description="only of this opening; for `scores`")] = None,
) -> ChartRead:
    """A chart of today: funnel, drop-outs, what waits with whom, scores, inclusion, time to fill."""
    return await service.draw_chart(
        session, principal, selection_id=selection_id, name=name, opening_id=opening_id, locale=locale
    )


@router.post("/{selection_id}/charts")
async def publish_charts(
    selection_id: UUID, *, session: DbSession, principal: Annotated[Principal, requires(PUBLISH_CHART)]
) -> ChartsPublished:
    """Give the public the charts of today, with numbers under five hidden."""
    return ChartsPublished(names=await service.publish_charts(session, principal, selection_id))


@open_router.get("/{selection_id}/charts/{name}", name="get_public_chart", dependencies=[public])
async def read_public_chart(
    selection_id: UUID, name: ChartName, response: Response, *, session: DbSession, locale: Locale
) -> ChartRead:
    """A chart as it was last given to the public."""
    chart = await get_published(session, selection_id, name)
    response.headers["Cache-Control"] = FRESH
    return ChartRead.model_validate(chart.content[locale])
