from typing import Any
from uuid import UUID

import httpx
import pytest

from abdi.testing.problems import assert_problem

NOBODY = UUID(int=7)
WHY = {"reason": "a typing error"}


@pytest.mark.parametrize(
    ("method", "path", "body", "indonesian"),
    [
        ("POST", "search", {}, "cari dengan tepat satu dari nip, nik, name"),
        ("POST", "search", {"name": "--"}, "sebutkan sedikitnya satu huruf dari nama"),
        ("PATCH", f"{NOBODY}", WHY, "sebutkan sedikitnya satu isian yang dikoreksi"),
        ("PATCH", f"{NOBODY}", WHY | {"name": None}, "nama tidak dapat dihapus"),
        (
            "POST",
            f"{NOBODY}/positions/{NOBODY}/corrections",
            WHY | {"valid_from": "2024-01-01", "valid_to": "2023-01-01"},
            "valid_to harus sesudah valid_from",
        ),
    ],
)
async def test_own_checks_speak_indonesian(
    palembang: httpx.AsyncClient, method: str, path: str, *, body: dict[str, Any], indonesian: str
) -> None:
    answer = await palembang.request(
        method, f"/v1/employees/{path}", json=body, headers={"If-Match": '"1"', "Accept-Language": "id"}
    )
    (error,) = assert_problem(answer, 422)["errors"]
    assert error["message"] == indonesian


async def test_missing_nip_is_told_in_indonesian(registry: Any, palembang: httpx.AsyncClient) -> None:
    answer = await palembang.post("/v1/employees", json=registry.person(nip=None))
    (error,) = assert_problem(answer, 422)["errors"]
    assert error["message"].startswith("berikan NIP yang diterbitkan BKN")


async def test_impossible_nip_is_told_in_the_language_of_the_request(
    registry: Any, palembang: httpx.AsyncClient
) -> None:
    body = registry.person(nip="123")
    for language, message in (("id", "NIP terdiri atas 18 angka"), ("en", "A NIP has 18 digits")):
        answer = await palembang.post("/v1/employees", json=body, headers={"Accept-Language": language})
        assert message in [error["message"] for error in assert_problem(answer, 422)["errors"]]
