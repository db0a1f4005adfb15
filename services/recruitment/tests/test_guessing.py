"""Applicants who try ids: of others, and of what colleagues wrote about the own application."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

import pytest
from fastapi import FastAPI
from services.recruitment.tests.authority.filling import FIRST, SECOND, fill
from services.recruitment.tests.authority.grounds import INNER, SECRET, application_of, ranking_of

from abdi.testing.access_targets import Address, addresses_of
from abdi.testing.message_fixtures import Unit
from abdi.testing.policy_suite import Place
from abdi.testing.principals import ServiceClient, applicant, officer
from recruitment.applicants.models import Applicant

OF_BOTH: Final = {"test_id": FIRST.id, "ranking_id": ranking_of(FIRST), "selection_id": FIRST.id}
"""What the two have in common."""
ABOUT_NOBODY: Final = frozenset({"get_session", "list_sessions", "list_abilities"})
"""A room and an hour, and what somebody may do at all."""
OF_FIRST: Final = {str(FIRST.employee_id), str(application_of(FIRST))}
UUIDS: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture
def settings_overrides(settings_overrides: dict[str, Any]) -> dict[str, Any]:
    """No mail leaves meanwhile, and no file is looked at."""
    return settings_overrides | {"run_mail": False, "run_files": False}


@pytest.fixture
async def filled(app: FastAPI, unit: Unit) -> None:
    """Two applicants in one selection with everything that can be about them."""
    vault = app.state.applicant_vault
    async with unit() as session:
        await fill(session, {})
        for place in (FIRST, SECOND):
            account = await session.get_one(Applicant, place.employee_id)
            vault.seal_person(account, nik=f"617105601001{place.number:04}")
            vault.seal_address(account, f"siti{place.number}@contoh.id")


def ids_of(place: Place) -> dict[str, Any]:
    """Whatever an address asks for, about this person."""
    known: dict[str, Any] = {"application_id": application_of(place), "employee_id": place.employee_id}
    known |= OF_BOTH | {"code": "diploma", "name": "funnel", "version": "2024"}
    return defaultdict(lambda: place.id, known)


def reads(app: FastAPI) -> Iterator[Address]:
    return (address for address in addresses_of(app).values() if address.method == "GET")


def filters_of(app: FastAPI, address: Address, place: Place) -> dict[str, str]:
    """Whatever id the query of a route takes, about this person."""
    asked = app.openapi()["paths"][address.path]["get"].get("parameters", ())
    names = {one["name"] for one in asked if one["in"] == "query" and one["name"].endswith("_id")}
    ids = ids_of(place)
    return {name: str(ids[name]) for name in names}


@pytest.mark.usefixtures("filled")
async def test_nobody_finds_another_applicant_by_guessing(app: FastAPI, client: ServiceClient) -> None:
    me, lists = client.as_(applicant(SECOND.employee_id)), set()
    for address in reads(app):
        path = address.path.format_map(ids_of(FIRST))
        for query in ({}, filters_of(app, address, FIRST)):
            answer = await me.get(path, params=query)
            asked = f"{answer.request.url}: {answer.status_code} {answer.text[:300]}"
            if answer.status_code == 422:
                assert not query, asked  # it needs one, and gets it the second time
            elif "applicant" not in address.permission.roles:
                assert answer.status_code == 403, asked
            elif address.operation in ABOUT_NOBODY:
                assert SECRET not in answer.text, asked
            elif answer.status_code == 200 and not address.is_object:
                assert not OF_FIRST & set(UUIDS.findall(answer.text)), asked
                lists.add(address.operation)
            else:
                assert answer.status_code == 404, asked
    assert {"list_applications", "list_questions", "list_notices"} <= lists


@pytest.mark.usefixtures("filled")
async def test_nobody_reads_what_colleagues_wrote_about_the_own_application(
    app: FastAPI, client: ServiceClient
) -> None:
    me, shown = client.as_(applicant(FIRST.employee_id)), set()
    for address in reads(app):
        path, query = address.path.format_map(ids_of(FIRST)), {}
        if address.is_object:
            query = filters_of(app, address, FIRST)
        answer = await me.get(path, params=query)
        # 503: the content of the document is nowhere here.
        assert answer.status_code in {200, 403, 404, 422, 503}, f"{address.path}: {answer.text[:300]}"
        assert INNER not in answer.text, address.path
        if answer.status_code == 200 and SECRET in answer.text:
            shown.add(address.operation)
    assert {"get_application", "list_own_objections", "list_notices"} <= shown, "nothing was looked at"
    colleague = await client.as_(officer(FIRST.agency)).get(f"/v1/verifications/{FIRST.id}")
    assert INNER in colleague.text
