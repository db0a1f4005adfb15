"""The journey: an employee is evaluated, and promotion shows at once what that does to the next rank."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.journeys.people import AGENCY, Cast, write_files
from tests.journeys.suite import Session, Suite, seen_after

GOOD = {"work_result": "as_expected", "behaviour": "as_expected"}
BELOW = {"work_result": "below", "behaviour": "as_expected"}


class Journey:
    """One play with people of its own."""

    def __init__(self, suite: Suite, *, say: Callable[[str], None]) -> None:
        self._suite = suite
        self._say = say
        self._officer: Session = suite.sign_in(AGENCY, "agency_officer")
        self._today = suite.clock.today()
        self.effects: dict[str, float] = {}
        """Milliseconds from the commit's answer to the visible effect, by step."""

    def play(self) -> None:
        """All steps. Raises AssertionError at the first that does not come true."""
        cast = self._import()
        employee = self._found(cast.employee_nip)
        superior = self._found(cast.superior_nip)
        self._known_to_promotion(employee["id"])
        self._agree_plan(employee["id"])
        self._evaluate(employee["id"], self._today.year - 2, GOOD)
        evaluation = self._evaluate_below(employee["id"])
        self._correct(employee["id"], evaluation)
        self._superior_leaves(superior)

    def _import(self) -> Cast:
        with tempfile.TemporaryDirectory() as folder:
            cast = write_files(Path(folder), self._today)
            self._suite.run("personnel", "import", folder)
        self._say("1. Two employees are imported from CSV files: a superior and one of the staff.")
        return cast

    def _found(self, nip: str) -> dict[str, Any]:
        found = self._officer.post("/v1/employees/search", {"nip": nip})["data"]
        assert len(found) == 1, f"{len(found)} employees with one NIP"
        person: dict[str, Any] = self._officer.get(f"/v1/employees/{found[0]['id']}")
        return person

    def _known_to_promotion(self, employee_id: str) -> None:
        eligibility, waited = seen_after(lambda: self._officer.find(f"/v1/eligibilities/{employee_id}"))
        self._effect("imported", waited)
        self._say(f"   The promotion service knows them: {_rules(eligibility)}")

    def _agree_plan(self, employee_id: str) -> None:
        year = self._today.year - 1
        body = {
            "employee_id": employee_id,
            "starts_on": f"{year}-01-01",
            "ends_on": f"{year}-12-31",
            "approach": "quantitative",
            "results": [
                {
                    "kind": "main",
                    "title": "Surat perjalanan dinas terbit tepat waktu",
                    "indicators": [
                        {"aspect": "time", "statement": "Surat terbit dalam dua hari kerja", "target": "95 %"}
                    ],
                }
            ],
        }
        plan, _ = seen_after(lambda: self._officer.attempt("/v1/plans", body))
        plan = self._officer.post(f"/v1/plans/{plan['id']}/proposal", version=plan["version"])
        plan = self._officer.post(f"/v1/plans/{plan['id']}/agreement", version=plan["version"])
        self._say(f"2. A plan (SKP) for {year} is drafted, proposed and {plan['state']}.")

    def _evaluate(self, employee_id: str, year: int, ratings: dict[str, str]) -> dict[str, Any]:
        return self._officer.post("/v1/evaluations", {"employee_id": employee_id, "year": year, **ratings})

    def _evaluate_below(self, employee_id: str) -> dict[str, Any]:
        year = self._today.year - 1
        evaluation = self._evaluate(employee_id, year, BELOW)
        now, waited = seen_after(self._predicate_of(employee_id, year, evaluation["predicate"]))
        self._effect("evaluated", waited)
        self._say(f"3. The evaluation of {year} comes out as {evaluation['predicate']}.")
        failing = [reason for reason in now["reasons"] if not reason["passed"]]
        assert failing, "an evaluation below expectation holds nobody back"
        self._say(f"   {_rules(now)}")
        for reason in failing:
            self._say(f"     {reason['rule']} ({reason['article']}): {reason['message']}")
            self._say(f"       what would change it: {reason['remedy']}")
        return evaluation

    def _correct(self, employee_id: str, evaluation: dict[str, Any]) -> None:
        reason = "Bukti capaian triwulan empat baru diterima setelah penilaian."
        corrected = self._officer.post(
            f"/v1/evaluations/{evaluation['id']}/correction",
            {**GOOD, "reason": reason},
            version=evaluation["version"],
        )
        wanted = self._predicate_of(employee_id, evaluation["year"], corrected["predicate"])
        now, waited = seen_after(wanted)
        self._effect("corrected", waited)
        history = self._officer.get(f"/v1/evaluations/{evaluation['id']}")["history"]
        self._say(f"4. It is corrected to {corrected['predicate']}; {len(history)} versions are on record.")
        self._say(f"   {_rules(now)}")
        assert now["is_eligible"], f"still held back by {now['failed_rules']}"

    def _predicate_of(
        self, employee_id: str, year: int, predicate: str
    ) -> Callable[[], dict[str, Any] | None]:
        def look() -> dict[str, Any] | None:
            now = self._officer.get(f"/v1/eligibilities/{employee_id}")
            return now if now["inputs"]["predicates"].get(str(year)) == predicate else None

        return look

    def _superior_leaves(self, superior: dict[str, Any]) -> None:
        left = self._officer.post(
            f"/v1/employees/{superior['id']}/separation",
            {"kind": "resignation", "effective_on": self._today.isoformat()},
        )
        position_id = left["vacated_position_ids"][0]
        position = self._officer.get(f"/v1/positions/{position_id}")
        assert position["holder_id"] is None, "the position is still held"
        self._say(f"5. The superior leaves: {position['title']} is empty since {position['empty_since']}.")

        def look() -> dict[str, Any] | None:
            now = self._officer.get(f"/v1/eligibilities/{superior['id']}")
            return now if now["inputs"]["status"] == left["status"] else None

        _, waited = seen_after(look)
        self._effect("left", waited)

    def _effect(self, step: str, milliseconds: float) -> None:
        self.effects[step] = milliseconds
        self._say(f"   visible through the gateway after {milliseconds:.0f} ms")


def _rules(eligibility: dict[str, Any]) -> str:
    failed = ", ".join(eligibility["failed_rules"]) or "none"
    word = "eligible" if eligibility["is_eligible"] else "not eligible"
    return f"{word} for {eligibility['next_rank']} on {eligibility['effective_on']}; failed rules: {failed}"
