"""From an evaluation to the eligibility that follows from it, as a client of the gateway sees it."""

import http.client
import json
import time
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from tests.bench.cases.events import bare_waits, open_stand
from tests.bench.figures import Figure, at_most, compared
from tests.bench.rounds import in_turns, middle, percentile
from tests.bench.stage import Stage
from tests.bench.suite import Suite

CORRECTIONS: Final = 60
FLOOR_MESSAGES: Final = 600
POLL_SECONDS: Final = 0.002
PATIENCE_SECONDS: Final = 30.0
RATINGS: Final = ("as_expected", "below")
_RATED: Final = """
    SELECT e.id, e.employee_id, e.agency, e.year, p.superior_id
    FROM evaluation e JOIN directory_person p USING (employee_id)
        JOIN directory_person s ON s.employee_id = p.superior_id AND s.is_in_service
    WHERE p.is_in_service AND e.agency = p.agency AND e.agency = s.agency AND e.agency = '5671'
    ORDER BY e.year DESC, e.id LIMIT $1
"""


def visible(stage: Stage) -> list[Figure]:
    """The superior corrects; the officer asks for the eligibility until it says so."""
    suite = stage.suite
    rated = suite.rows("performance", _RATED, CORRECTIONS)
    client = Client(suite)
    runs = in_turns(
        stage.rounds,
        {
            "ours": lambda: [correct(client, row) for row in rated],
            "floor": lambda: bare_waits(open_stand(stage), FLOOR_MESSAGES),
        },
    )

    def both(share: float) -> list[float]:
        return [middle(runs[side], lambda waits: percentile(waits, share)) for side in ("ours", "floor")]

    return [
        compared("evaluation to visible eligibility, p50", "ms", both(0.5)),
        compared("evaluation to visible eligibility, p99", "ms", both(0.99), at_most(30)),
    ]


class Client:
    """One kept connection to the gateway."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self._connection = http.client.HTTPConnection(urlsplit(suite.address).netloc, timeout=30)

    def begin_anew(self) -> None:
        """Let the next request make a connection: the gateway closes one that was idle for seconds."""
        self._connection.close()

    def ask(self, method: str, path: str, token: str, **more: Any) -> Any:
        """The body of a successful answer."""
        body = json.dumps(more["body"]) if "body" in more else None
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
        if body is not None:
            headers |= {"Content-Type": "application/json", "If-Match": f'"{more["version"]}"'}
        self._connection.request(method, path, body=body, headers=headers)
        answer = self._connection.getresponse()
        content = answer.read()
        assert answer.status in {200, 201}, f"{method} {path}: {answer.status} {content[:300]!r}"
        return json.loads(content)


def correct(client: Client, row: Any) -> float:
    """Milliseconds from the answer to the correction until the eligibility shows it."""
    suite = client.suite
    client.begin_anew()
    superior = suite.token(UUID(str(row["superior_id"])), row["agency"])
    path = f"/v1/evaluations/{row['id']}"
    now = client.ask("GET", path, superior)
    rating = RATINGS[now["work_result"] == RATINGS[0]]
    body = {"work_result": rating, "behaviour": rating, "reason": "Bukti capaian diterima kemudian."}
    said = client.ask("POST", f"{path}/correction", superior, body=body, version=now["version"])
    begin = time.perf_counter()
    year, predicate = str(row["year"]), said["predicate"]
    while True:
        found = client.ask("GET", f"/v1/eligibilities/{row['employee_id']}", suite.officer)
        waited = time.perf_counter() - begin
        if found["inputs"]["predicates"].get(year) == predicate:
            return waited * 1000
        assert waited < PATIENCE_SECONDS, f"{path} did not become visible"
        time.sleep(POLL_SECONDS)
