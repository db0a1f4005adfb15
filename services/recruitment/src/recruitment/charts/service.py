"""Use cases about charts."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit.changes import record_bulk
from abdi.auth import Principal
from abdi.db.context import context_of
from abdi.i18n import LocaleCode
from abdi.problems import Conflict
from recruitment.charts.drawing import Painter
from recruitment.charts.permissions import PUBLISH_CHART, READ_CHART
from recruitment.charts.queries import keep_chart
from recruitment.charts.schemas import PUBLIC, ChartName, ChartRead
from recruitment.selections.models import Selection
from recruitment.selections.queries import get_selection_for
from recruitment.selections.standards import standard_of

_LANGUAGES: tuple[LocaleCode, ...] = ("id", "en")


async def draw_chart(
    session: AsyncSession,
    principal: Principal,
    *,
    selection_id: UUID,
    name: ChartName,
    opening_id: UUID | None,
    locale: LocaleCode,
) -> ChartRead:
    """A chart of today, with every number. Raises NotFound, Conflict before the announcement."""
    selection = await get_selection_for(session, principal, READ_CHART, selection_id=selection_id)
    painter = await _painter(session, selection, locale, is_public=False)
    return await painter.draw(name, opening_id)


async def publish_charts(session: AsyncSession, principal: Principal, selection_id: UUID) -> list[ChartName]:
    """Give the public the charts of today, small cells hidden. Raises as `draw_chart`."""
    selection = await get_selection_for(session, principal, PUBLISH_CHART, selection_id=selection_id)
    now = context_of(session).clock.now()
    for name in PUBLIC:
        content: dict[str, Any] = {}
        for locale in _LANGUAGES:
            painter = await _painter(session, selection, locale, is_public=True)
            content[locale] = (await painter.draw(name)).model_dump(mode="json")
        await keep_chart(session, selection_id, name, content=content, at=now)
    record_bulk(session, "charts.published", {"selection_id": selection_id, "names": list(PUBLIC)})
    return list(PUBLIC)


async def _painter(
    session: AsyncSession, selection: Selection, locale: LocaleCode, *, is_public: bool
) -> Painter:
    if selection.rule_set is None:
        raise Conflict(current_state=selection.state, allowed=["announcement"])
    _, standard = await standard_of(session, version=selection.rule_set)
    return Painter(session, selection, standard, locale=locale, is_public=is_public)
