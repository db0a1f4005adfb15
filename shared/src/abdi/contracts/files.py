"""Where contracts stand in the repository, and what was committed of them."""

import io
import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import orjson

from abdi.contracts.breaches import Document
from abdi.contracts.event_schemas import name_of
from abdi.contracts.samples import Sample
from abdi.messaging.event import Event

ACCEPTED: Final = Path("docs/accepted-breaks.md")
ASYNCAPI: Final = Path("docs/asyncapi.json")
CATALOGUE: Final = Path("docs/events.md")
SCHEMA_SUFFIX: Final = ".schema.json"


def openapi_file(service: str) -> Path:
    """The service's document; the gateway's is the merged one."""
    return _folder(service) / "openapi.json"


def schema_file(event: type[Event]) -> Path:
    """The schema of one version of an event."""
    return _folder(event.event_type.service) / "events" / f"{name_of(event)}{SCHEMA_SUFFIX}"


def samples_file(event: type[Event]) -> Path:
    """The golden samples of one version of an event, as a list."""
    return _folder(event.event_type.service) / "events" / "samples" / f"{name_of(event)}.json"


def _folder(service: str) -> Path:
    return Path("services") / service / "contracts"


def written(value: Any) -> str:
    """JSON as it is committed: one member a line, so that a change shows as a line."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


@dataclass(frozen=True)
class Files:
    """The files of a checkout, and what a revision of it holds of them.

    Args:
        root: the checkout.
        revision: of git, with which is compared; where git or the revision is missing, the files themselves.
    """

    root: Path
    revision: str = "HEAD"

    def text(self, path: Path) -> str | None:
        """The file as it lies there."""
        file = self.root / path
        return file.read_text(encoding="utf-8") if file.is_file() else None

    def committed(self, path: Path) -> str | None:
        """The file as it was committed, which regenerating cannot change; outside of git as it lies there."""
        return self.text(path) if self._kept is None else self._kept.get(path)

    def committed_schemas(self) -> list[Path]:
        """Every event schema that was committed, whether or not the event still is."""
        if self._kept is not None:
            return sorted(path for path in self._kept if path.name.endswith(SCHEMA_SUFFIX))
        found = self.root.glob(f"services/*/contracts/events/*{SCHEMA_SUFFIX}")
        return sorted(path.relative_to(self.root) for path in found)

    @cached_property
    def _kept(self) -> Mapping[Path, str] | None:
        """All contracts of the revision; None without git or the revision."""
        listed = self._git("ls-tree", "-r", "--name-only", self.revision)
        if listed is None:
            return None
        paths = [Path(line) for line in listed.splitlines() if _is_contract(line)]
        asked = "".join(f"{self.revision}:./{path}\n" for path in paths)
        content = io.BytesIO((self._git("cat-file", "--batch", given=asked) or "").encode())
        kept = {}
        for path in paths:  # of each: hash, kind and size on a line, the content, a line's end
            size = int(content.readline().split()[-1])
            kept[path] = content.read(size + 1)[:-1].decode()
        return kept

    def samples(self, event: type[Event]) -> list[Sample]:
        """The golden samples that lie there."""
        text = self.text(samples_file(event))
        return list(json.loads(text)) if text else []

    def committed_document(self, path: Path) -> Document | None:
        """A committed JSON document."""
        text = self.committed(path)
        if text is None:
            return None
        document: Document = json.loads(text)
        return document

    def write(self, path: Path, content: str) -> None:
        """Put `content` there."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")

    def _git(self, *arguments: str, given: str = "") -> str | None:
        try:
            done = subprocess.run(  # noqa: S603 - fixed arguments and our own paths
                ["git", "-C", str(self.root), *arguments],  # noqa: S607 - the git of the user
                input=given,
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
        except OSError:
            return None
        return done.stdout if done.returncode == 0 else None


def _is_contract(line: str) -> bool:
    parts = Path(line).parts
    return Path(line) == ACCEPTED or (parts[0] == "services" and "contracts" in parts[2:3])
