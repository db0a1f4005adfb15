"""The documentation page: own scripts only, and a way to sign in that fits the environment."""

import re
from typing import Any

import httpx
import pytest

from abdi.testing.principals import ServiceClient
from abdi.testing.problems import assert_problem


async def test_page_asks_no_other_host_and_runs_no_inline_script(client: ServiceClient) -> None:
    page = await client.get("/docs")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    sources = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert all(source.startswith("/docs/") or source == "data:," for source in sources)
    assert re.findall(r"<script>|<style|\son\w+=|style=", page.text) == []
    policy = page.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "script-src" not in policy
    for source in sources:
        if source.startswith("/docs/"):
            asset = await client.get(source)
            assert (asset.status_code, bool(asset.content)) == (200, True)
    assert_problem(await client.get("/docs/other.js"), 404, "not-found")


async def test_scripts_have_their_type(client: ServiceClient) -> None:
    types = {
        name: (await client.get(f"/docs/{name}")).headers["content-type"] for name in ("page.js", "page.css")
    }
    assert types["page.js"].startswith("text/javascript")
    assert types["page.css"].startswith("text/css")


async def test_page_of_a_laptop_signs_in_the_demos_people(laptop: str) -> None:
    async with httpx.AsyncClient(base_url=laptop) as client:
        page = (await client.get("/docs")).text
        people = (await client.get("/dev/people")).json()["people"]
        form = {"grant_type": "urn:abdi:demo", "person": people[0]["name"]}
        token = (await client.post("/dev/token", data=form)).json()["access_token"]
        me = await client.get("/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert 'data-sign-in="demo"' in page
    assert me.status_code == 200


class TestElsewhere:
    """A page of another environment, with an issuer whose name needs care."""

    @pytest.fixture
    def settings_overrides(self, settings_overrides: dict[str, Any]) -> dict[str, Any]:
        return settings_overrides | {"token_issuer": 'https://id.example.go.id/"><script>'}

    async def test_page_asks_for_a_token_of_the_issuer(self, client: ServiceClient) -> None:
        page = (await client.get("/docs")).text
        assert 'data-sign-in="token"' in page
        assert 'data-issuer="https://id.example.go.id/&quot;&gt;&lt;script&gt;"' in page
