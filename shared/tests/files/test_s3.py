"""The same store over the S3 protocol, against a stand-in that knows as much of it as one object needs."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from abdi.clock import SystemClock
from abdi.files import PDF
from abdi.files.stores import FileStore, ObjectMissing, make_store
from abdi.files.tending import FileTender
from abdi.problems import Unavailable
from abdi.testing.principals import ServiceClient
from abdi.testing.toy_desk import Settings


class Bucket:
    """Objects by path; `is_broken` answers 500 to everything."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.parts: dict[str, bytes] = {}
        self.signatures: set[str] = set()
        self.is_broken = False
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.signatures.add(request.headers.get("Authorization", "").partition(",")[0])
        if self.is_broken or not request.path.startswith("/bucket"):
            return web.Response(status=500 if self.is_broken else 404)
        key = request.path.removeprefix("/bucket/")
        if request.method == "PUT":
            number = request.query.get("partNumber")
            (self.parts if number else self.objects)[number or key] = await request.read()
            return web.Response(headers={"ETag": '"1"'})
        if request.method == "POST" and "delete" in request.query:
            return self._delete(await request.text())
        if request.method == "POST":
            return self._put_together(key, is_begin="uploads" in request.query)
        return self._list(request.query["prefix"]) if "list-type" in request.query else self._get(key)

    def _put_together(self, key: str, *, is_begin: bool) -> web.Response:
        if is_begin:
            begun = "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>"
            return web.Response(text=begun, content_type="application/xml")
        self.objects[key] = b"".join(self.parts[number] for number in sorted(self.parts, key=int))
        done = "<CompleteMultipartUploadResult><ETag>1</ETag></CompleteMultipartUploadResult>"
        return web.Response(text=done, content_type="application/xml")

    def _get(self, key: str) -> web.Response:
        if key not in self.objects:
            return web.Response(status=404)
        when = {"ETag": '"1"', "Last-Modified": "Sun, 01 Mar 2026 00:00:00 GMT"}
        return web.Response(body=self.objects[key], headers=when)

    def _delete(self, asked: str) -> web.Response:
        keys = [part.partition("</Key>")[0] for part in asked.split("<Key>")[1:]]
        for key in keys:
            self.objects.pop(key, None)
        told = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
        return web.Response(text=f"<DeleteResult>{told}</DeleteResult>", content_type="application/xml")

    def _list(self, prefix: str) -> web.Response:
        at = datetime.now(UTC).isoformat()  # noqa: TID251 - a store has its own clock
        told = "".join(
            f"<Contents><Key>{key}</Key><LastModified>{at}</LastModified><Size>1</Size></Contents>"
            for key in self.objects
            if key.startswith(prefix)
        )
        whole = f"<ListBucketResult>{told}<IsTruncated>false</IsTruncated></ListBucketResult>"
        return web.Response(text=whole, content_type="application/xml")


@pytest.fixture
async def bucket() -> AsyncIterator[Bucket]:
    made = Bucket()
    app = web.Application(client_max_size=20_000_000)
    app.router.add_route("*", "/{tail:.*}", made.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


@pytest.fixture
def settings_overrides(bucket: Bucket) -> dict[str, Any]:
    return {
        "files_url": "s3://bucket/desk",
        "files_endpoint": bucket.url,
        "files_key_id": "key-id",
        "files_secret_key": "secret",
        "run_files": False,
        "run_mail": False,
    }


@pytest.fixture
def store(settings: Settings) -> FileStore:
    made = make_store(settings)
    assert made is not None
    return made


async def test_document_goes_to_the_bucket_signed_and_comes_back(
    palembang: ServiceClient, letter: dict[str, Any], bucket: Bucket, *, documents: dict[str, bytes]
) -> None:
    (key,) = bucket.objects
    assert key.startswith("desk/")
    assert all(one.startswith("AWS4-HMAC-SHA256 Credential=key-id/") for one in bucket.signatures)
    answer = await palembang.get(f"/v1/letters/{letter['id']}/file")
    assert answer.content == documents[PDF]


async def test_erased_document_leaves_the_bucket(
    palembang: ServiceClient, letter: dict[str, Any], bucket: Bucket, *, tender: FileTender
) -> None:
    await palembang.delete(f"/v1/letters/{letter['id']}")
    assert await tender.do_due() == 1
    assert bucket.objects == {}


@pytest.mark.usefixtures("letter")
async def test_orphans_are_found_by_listing(
    store: FileStore, bucket: Bucket, tender: FileTender, tmp_path: Path
) -> None:
    source = tmp_path / "orphan"
    source.write_bytes(b"x")
    await store.put(source)
    assert len(bucket.objects) == 2
    assert [
        key async for keys in store.older_than(SystemClock().now() - timedelta(days=1)) for key in keys
    ] == []
    assert await tender.remove_orphans(older_than=timedelta(seconds=-60)) == 1
    assert len(bucket.objects) == 1


async def test_store_that_fails_is_unavailable_and_a_missing_object_is_missing(
    store: FileStore, bucket: Bucket
) -> None:
    with pytest.raises(ObjectMissing):
        await store.get("00/nothing")
    await store.delete("00/nothing")
    bucket.is_broken = True
    with pytest.raises(Unavailable):
        await store.get("00/nothing")


async def test_large_file_goes_in_parts_and_comes_back_whole(
    store: FileStore, bucket: Bucket, tmp_path: Path
) -> None:
    content, source = os.urandom(11_000_000), tmp_path / "large"
    source.write_bytes(content)
    key = await store.put(source)
    assert len(bucket.parts) > 1
    assert b"".join([piece async for piece in await store.get(key)]) == content


async def test_bucket_that_is_not_there_is_no_missing_object(settings: Settings, tmp_path: Path) -> None:
    source = tmp_path / "file"
    source.write_bytes(b"x")
    elsewhere = make_store(settings.model_copy(update={"files_url": "s3://nowhere"}))
    assert elsewhere is not None
    with pytest.raises(Unavailable):
        await elsewhere.put(source)
