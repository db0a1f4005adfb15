"""Every route of selections, rule sets and questions, called by everybody who must be refused."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest

from abdi.clock import new_id
from abdi.testing.access_callers import FOREIGN_SYSTEM
from abdi.testing.access_suite import FOREIGN_OFFICER, HOME, AccessSuite, Target
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient, applicant, decision_maker, officer
from abdi.tokens import Principal
from recruitment.rankings.models import Ranking
from recruitment.selections.intakes import rules_of_intake

Planned = Callable[..., dict[str, Any]]
Approved = Callable[..., Awaitable[UUID]]
Make = Callable[..., Awaitable[dict[str, Any]]]
PATH = "/v1/selections"
FOREIGN = frozenset({FOREIGN_OFFICER, FOREIGN_SYSTEM})
WHY = {"reason": "sesuai naskah keputusan"}


def rules(version: str) -> dict[str, Any]:
    values = rules_of_intake("2024").model_dump(mode="json", exclude_none=True)
    return {
        "agency": HOME,
        "version": version,
        "valid_from": f"{version}-08-01",
        "legal_basis": ["PermenPANRB 6/2024"],
        "values": values,
        "reason": "KepmenPANRB 1/2026",
    }


class TestAccess(AccessSuite):
    part: ClassVar[tuple[str, ...]] = (
        "recruitment.selection.",
        "recruitment.rule_set.",
        "recruitment.question.",
    )
    # Every applicant may ask, for the own account alone: tested with the questions.
    impersonal: ClassVar[frozenset[str]] = frozenset({"ask_question"})

    @pytest.fixture
    def ready(self, palembang: ServiceClient, planned: Planned, approved: Approved, *, unit: Unit) -> Make:
        """Makes a selection ready to be announced, or announced, or with nothing left to be done."""

        async def make(*, is_announced: bool = False, is_over: bool = False) -> dict[str, Any]:
            made = (await palembang.post(PATH, json=planned())).json()
            await approved({"general": 49, "disability": 1})
            path = f"{PATH}/{made['id']}"
            await palembang.post(f"{path}/approved-formations")
            seen: dict[str, Any] = (await palembang.get(path)).json()
            if is_announced or is_over:
                body = {"announcement_number": str(uuid4())}
                headers = {"If-Match": f'"{seen["version"]}"'}
                seen = (await palembang.post(f"{path}/announcement", json=body, headers=headers)).json()
            if is_over:
                facts = {"agency": HOME, "selection_id": UUID(made["id"]), "rule_set": "2024", "manifest": {}}
                async with unit() as session:
                    session.add(Ranking(id=new_id(), stage="final", number=1, state="published", **facts))
            return seen

        return make

    @pytest.fixture
    async def targets(
        self, ready: Make, palembang: ServiceClient, planned: Planned, *, approved: Approved, client: Any
    ) -> Sequence[Target]:
        return [
            *await self._of_selections(ready, planned, approved),
            *await self._of_rule_sets(palembang),
            *await self._of_questions(await ready(is_announced=True), client),
        ]

    async def _of_selections(self, ready: Make, planned: Planned, approved: Approved) -> list[Target]:
        async def about(
            operation: str, *, is_announced: bool = False, is_over: bool = False, **facts: Any
        ) -> Target:
            one = await ready(is_announced=is_announced, is_over=is_over)
            facts.setdefault("version", one["version"])
            return Target(operation=operation, path={"selection_id": one["id"]}, by=officer(HOME), **facts)

        seen = await about("get_selection", version=None)
        moved = planned({"registration": ("2026-03-03", "2026-03-24")})["stages"]
        item = {"items": [{"formation_id": str(await approved({"general": 1}))}]}
        return [
            seen,
            Target(operation="list_selections", by=officer(HOME), shows=seen.path["selection_id"]),
            Target(operation="create_selection", by=officer(HOME), body=planned()),
            await about("change_selection", body={"name": "Lain"}),
            await about("list_selection_formations"),
            await about("list_schedule_changes"),
            await about("add_approved_formations"),
            await about("add_selection_formations", body=item),
            await about("remove_selection_formations", body=item),
            await about("announce_selection", body={"announcement_number": "800/9"}),
            await about(
                "reschedule_selection",
                is_announced=True,
                body={"stages": moved, "reason": "Perpanjangan", "reference": "Surat BKN 1/2026"},
            ),
            await about("complete_selection", is_over=True),
            await about("cancel_selection", body=WHY),
        ]

    async def _of_rule_sets(self, palembang: ServiceClient) -> list[Target]:
        async def about(operation: str, year: str, by: Principal, **facts: Any) -> Target:
            made = (await palembang.post("/v1/rule-set-proposals", json=rules(year))).json()
            return Target(operation=operation, path={"proposal_id": made["id"]}, by=by, **facts)

        shipped: dict[str, Any] = {
            "path": {"version": "2024"},
            "absent": {"version": "1999"},
            "by": officer(HOME),
            "seen_by": FOREIGN,
        }
        decision: dict[str, Any] = {"body": WHY, "version": 1}
        seen = await about("get_rule_set_proposal", "2026", officer(HOME))
        return [
            seen,
            Target(operation="list_rule_sets", by=officer(HOME)),
            Target(operation="get_rule_set", **shipped),
            Target(operation="get_rule_set_file", **shipped),
            Target(operation="list_rule_set_proposals", by=officer(HOME), shows=seen.path["proposal_id"]),
            Target(operation="propose_rule_set", by=officer(HOME), body=rules("2030")),
            await about("approve_rule_set", "2027", decision_maker(HOME), **decision),
            await about("refuse_rule_set", "2028", decision_maker(HOME), **decision),
        ]

    async def _of_questions(self, selection: dict[str, Any], client: ServiceClient) -> list[Target]:
        async def about(operation: str, **facts: Any) -> Target:
            asking = client.as_(applicant(me))
            path, words = f"{PATH}/{selection['id']}/questions", {"words": "Apakah SKL diterima?"}
            made = (await asking.post(path, json=words)).json()
            return Target(
                operation=operation, path={"question_id": made["id"]}, **{"by": officer(HOME), **facts}
            )

        me = uuid4()
        seen = await about("get_question", by=applicant(me), employee_id=me)
        answer = {"question": "Apakah SKL diterima?", "answer": "Tidak."}
        return [
            seen,
            Target(operation="list_questions", by=officer(HOME), shows=seen.path["question_id"]),
            await about("answer_question", body=answer, version=1),
            await about("decline_question", body=WHY, version=1),
        ]
