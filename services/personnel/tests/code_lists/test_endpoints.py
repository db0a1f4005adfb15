"""Code lists over HTTP: for everybody who is signed in, in pages, searchable."""

from abdi.testing.principals import ServiceClient, auditor, employee, officer, service_account, stranger


async def test_everybody_with_a_role_reads_the_lists(client: ServiceClient) -> None:
    for principal in (
        employee(agency="5671"),
        officer("6671"),
        auditor("5671"),
        service_account("promotion"),
    ):
        answer = await client.as_(principal).get("/v1/code-lists")
        assert answer.status_code == 200
        names = [row["name"] for row in answer.json()["data"]]
        assert {"golongan", "pendidikan", "jabatan-fungsional"} <= set(names)


async def test_without_a_token_or_a_role_nobody_reads_them(client: ServiceClient) -> None:
    assert (await client.get("/v1/code-lists")).status_code == 401
    assert (await client.as_(stranger()).get("/v1/code-lists/golongan")).status_code == 403


async def test_a_list_has_codes_and_labels(client: ServiceClient) -> None:
    answer = await client.as_(officer("5671")).get("/v1/code-lists/golongan")
    assert answer.json()["page"] == {"next_cursor": None, "has_more": False, "synced_until": None}
    assert answer.json()["data"][0] == {
        "code": "11",
        "label_id": "I/a Juru Muda",
        "label_en": "Rank I/a (Juru Muda)",
        "valid_from": None,
        "valid_to": None,
        "attributes": {},
    }


async def test_pages_join_to_the_whole_list(client: ServiceClient) -> None:
    someone = client.as_(employee(agency="5671"))
    codes: list[str] = []
    address = "/v1/code-lists/kelas-jabatan?limit=100"
    while True:
        answer = await someone.get(address)
        codes += [row["code"] for row in answer.json()["data"]]
        if not answer.json()["page"]["has_more"]:
            break
        address = answer.links["next"]["url"]
    assert len(codes) == len(set(codes)) == 312


async def test_search_finds_code_and_either_label_without_case(client: ServiceClient) -> None:
    someone = client.as_(officer("5671"))
    for text, code in (("SANGAT baik", "1"), ("needs improvement", "3")):
        answer = await someone.get("/v1/code-lists/kuadran-kinerja", params={"q": text})
        assert [row["code"] for row in answer.json()["data"]] == [code]
    answer = await someone.get("/v1/code-lists/pendidikan", params={"q": "ilmu komputer", "limit": 10})
    assert answer.json()["page"]["has_more"]
    assert all("ILMU KOMPUTER" in row["label_id"] for row in answer.json()["data"])


async def test_a_cursor_of_another_search_is_refused(client: ServiceClient) -> None:
    someone = client.as_(officer("5671"))
    page = (await someone.get("/v1/code-lists/pendidikan", params={"q": "hukum", "limit": 1})).json()["page"]
    other = {"q": "gizi", "limit": 1, "cursor": page["next_cursor"]}
    assert (await someone.get("/v1/code-lists/pendidikan", params=other)).status_code == 422


async def test_an_unknown_list_is_not_found_and_changes_are_not_tracked(client: ServiceClient) -> None:
    someone = client.as_(officer("5671"))
    assert (await someone.get("/v1/code-lists/nothing")).status_code == 404
    since = {"changed_since": "2026-01-01T00:00:00Z"}
    assert (await someone.get("/v1/code-lists/golongan", params=since)).status_code == 422
    assert (await someone.get("/v1/code-lists/golongan", params={"colour": "red"})).status_code == 422
