"""The merged document: what is in it, how it says to sign in, and that its example runs as it stands."""

import asyncio
import json
import re
from typing import Any

import httpx

from abdi.testing.documents import list_breaches, list_wrong_examples
from abdi.testing.principals import ServiceClient

OWN = {"/v1/me", "/v1/employees/{employee_id}/profile"}


async def test_document_merges_public_parts_and_names_the_absent(client: ServiceClient) -> None:
    document = (await client.get("/openapi.json")).json()
    assert {"/v1/employees", *OWN} <= document["paths"].keys()
    assert all(path.startswith("/v1/") for path in document["paths"])
    assert document["info"]["x-missing-services"] == ["promotion"]
    assert document["servers"] == [{"url": "/"}]


async def test_document_is_openapi(client: ServiceClient) -> None:
    document = (await client.get("/openapi.json")).json()
    assert list_breaches(document) == []
    assert list_wrong_examples(document) == []


async def test_document_says_which_scope_opens_an_operation(laptop: str) -> None:
    async with httpx.AsyncClient() as client:
        document = (await client.get(f"{laptop}/openapi.json")).json()
    schemes = document["components"]["securitySchemes"]
    flow = schemes["clientCredentials"]["flows"]["clientCredentials"]
    assert (schemes["bearer"]["scheme"], flow["tokenUrl"]) == ("bearer", "/dev/token")
    needed = document["paths"]["/v1/employees"]["get"]["security"]
    assert needed == [{name: ["personnel.employees.read"]} for name in schemes]
    assert flow["scopes"] == {"personnel.employees.read": "GET /v1/employees"}
    assert document["paths"]["/v1/me"]["get"]["security"] == [{name: []} for name in schemes]


async def test_without_development_the_document_names_the_issuer(client: ServiceClient) -> None:
    document = (await client.get("/openapi.json")).json()
    schemes = document["components"]["securitySchemes"]
    assert set(schemes) == {"bearer", "openIdConnect"}
    discovery = "https://abdi.test/dev/.well-known/openid-configuration"
    assert schemes["openIdConnect"]["openIdConnectUrl"] == discovery
    assert "/dev/token" not in document["info"]["description"]


async def test_sign_in_example_runs_as_it_stands(laptop: str, peer: Any) -> None:
    async with httpx.AsyncClient() as client:
        description = (await client.get(f"{laptop}/openapi.json")).json()["info"]["description"]
    found = re.search(r"```sh\n(.*?)```", description, re.DOTALL)
    assert found
    # The last line shows what /v1/me answers; the status is asked for on top.
    commands = found[1].rstrip() + " -w '\\n%{http_code}'\n"
    running = await asyncio.create_subprocess_exec(
        "sh", "-euc", commands, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    told, complaint = await running.communicate()
    assert (running.returncode, complaint) == (0, b"")
    body, _, status = told.decode().rpartition("\n")
    assert status == "200", body
    assert json.loads(body)
