"""The labels of all services over HTTP, for everybody."""

from typing import cast

from fastapi import APIRouter, Request, Response

from abdi.auth import public
from abdi.http.door import refuse_unknown_query
from abdi.http.labels import NOT_MODIFIED, PATH, LabelsRead, labels_answer
from abdi.i18n import preferred_locale
from gateway.composition.endpoints import Asking
from gateway.labels.reading import LabelShelf

router = APIRouter(tags=["labels"], dependencies=[public])


@router.get(PATH, response_model=LabelsRead, responses=NOT_MODIFIED)
async def list_labels(request: Request, *, caller: Asking) -> Response:
    """What the codes in all answers are called: name of the code set, code, label.

    A named enum of this document has its set under the same name (`PlanState`: `plan_state`).
    """
    refuse_unknown_query(request, frozenset())
    shelf = cast("LabelShelf", request.app.state.labels)
    locale = preferred_locale(request.headers.get("accept-language"))
    return labels_answer(request, await shelf.read(caller, locale))
