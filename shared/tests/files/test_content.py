"""A file is what its content says."""

import io
import zipfile
from pathlib import Path

import pytest

from abdi.files import JPEG, PDF, PNG, FileRules
from abdi.files.content import UnfitFile
from abdi.http.uploads import Upload

RULES = FileRules(limit=1_000_000, media_types=(PDF, JPEG, PNG))


def judge(folder: Path, content: bytes, form: str) -> str | None:
    """The code of what is wrong, None when nothing is."""
    path = folder / "file"
    path.write_bytes(content)
    try:
        RULES.inspect(Upload(path, len(content), "", form))
    except UnfitFile as unfit:
        (error,) = unfit.extra["errors"]
        return str(error.code)
    return None


@pytest.mark.parametrize("kind", [PDF, JPEG, PNG])
def test_whole_document_of_the_declared_kind_is_taken(
    tmp_path: Path, documents: dict[str, bytes], kind: str
) -> None:
    assert judge(tmp_path, documents[kind], kind) is None


@pytest.mark.parametrize(("kind", "declared"), [(PDF, JPEG), (JPEG, PNG), (PNG, PDF)])
def test_another_kind_than_declared_is_refused(
    tmp_path: Path, documents: dict[str, bytes], kind: str, *, declared: str
) -> None:
    assert judge(tmp_path, documents[kind], declared) == "other_content"


@pytest.mark.parametrize("kind", [PDF, JPEG, PNG])
def test_half_a_document_or_one_with_something_before_it_is_refused(
    tmp_path: Path, documents: dict[str, bytes], kind: str
) -> None:
    whole = documents[kind]
    for content in (whole[: len(whole) // 2], b"<script>" + whole, b"\x00" + whole):
        assert judge(tmp_path, content, kind) == "other_content"


@pytest.mark.parametrize("kind", [PDF, JPEG, PNG])
def test_document_that_is_an_archive_as_well_is_refused(
    tmp_path: Path, documents: dict[str, bytes], kind: str
) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("evil.class", "x")
    assert judge(tmp_path, documents[kind] + archive.getvalue(), kind) in {"archive_inside", "other_content"}
    # Its end is the document's own: the comment of the archive.
    with zipfile.ZipFile(archive, "w") as target:
        target.comment = documents[kind][-60:]
    assert judge(tmp_path, documents[kind] + archive.getvalue(), kind) == "archive_inside"


def test_nothing_and_text_are_no_documents(tmp_path: Path) -> None:
    assert judge(tmp_path, b"", PDF) == "empty_file"
    assert judge(tmp_path, b"hello", PDF) == "other_content"


def test_rules_name_only_kinds_that_can_be_told() -> None:
    with pytest.raises(ValueError, match="text/html"):
        FileRules(limit=1, media_types=(PDF, "text/html"))
    with pytest.raises(ValueError, match="no check"):
        FileRules(limit=1, media_types=())
