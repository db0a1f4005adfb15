"""What the code would publish, compared with what was committed."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from abdi.contracts.asyncapi import asyncapi_of
from abdi.contracts.breaches import Breach, Document
from abdi.contracts.built import BuiltSuite
from abdi.contracts.catalogue import catalogue_of
from abdi.contracts.event_schemas import compare_events, schema_of
from abdi.contracts.files import (
    ACCEPTED,
    ASYNCAPI,
    CATALOGUE,
    Files,
    openapi_file,
    samples_file,
    schema_file,
    written,
)
from abdi.contracts.operations import compare_documents
from abdi.contracts.samples import judge_samples

Pages = dict[Path, str]


def pages_of(suite: BuiltSuite, files: Files) -> Pages:
    """Every file that is written from the code, by its path."""
    schemas = {str(event.event_type): schema_of(event) for event in suite.events}
    samples = {str(event.event_type): files.samples(event) for event in suite.events}
    near = {str(event.event_type): f"../{schema_file(event)}" for event in suite.events}
    both = {
        str(event.event_type): (f"../{schema_file(event)}", f"../{samples_file(event)}")
        for event in suite.events
    }
    pages = {openapi_file(name): written(built.document) for name, built in suite.services.items()}
    pages |= {schema_file(event): written(schemas[str(event.event_type)]) for event in suite.events}
    pages[ASYNCAPI] = written(asyncapi_of(suite, samples, places=near))
    pages[CATALOGUE] = catalogue_of(suite, schemas, places=both)
    return pages


def breaches_of(suite: BuiltSuite, files: Files) -> list[tuple[Path, Breach]]:
    """Everything that breaks somebody who relies on what was committed, by file."""
    return [*_of_documents(suite, files), *_of_events(suite, files)]


def unaccepted(found: Sequence[tuple[Path, Breach]], files: Files) -> list[tuple[Path, Breach]]:
    """Those breaches that nobody accepted since the revision: an acceptance serves one change only."""
    now, before = files.text(ACCEPTED) or "", files.committed(ACCEPTED) or ""
    fresh = Counter(now.splitlines()) - Counter(before.splitlines())
    return [(path, breach) for path, breach in found if line_of(path, breach) not in fresh]


def line_of(path: Path, breach: Breach) -> str:
    """How an accepted breach is written down."""
    return f"- `{path}` {breach}"


def _of_documents(suite: BuiltSuite, files: Files) -> Iterator[tuple[Path, Breach]]:
    for name, built in suite.services.items():
        path = openapi_file(name)
        old = files.committed_document(path)
        new: Document = json.loads(json.dumps(built.document))
        if old is not None and old != new:
            yield from ((path, breach) for breach in compare_documents(old, new))


def _of_events(suite: BuiltSuite, files: Files) -> Iterator[tuple[Path, Breach]]:
    known = {schema_file(event): event for event in suite.events}
    for path in files.committed_schemas():
        old = files.committed_document(path) or {}
        name = path.name.removesuffix(".schema.json")
        if path not in known:
            yield path, Breach(name, "removed", "nobody publishes it any more")
            continue
        new: Document = json.loads(json.dumps(schema_of(known[path])))
        if old != new:
            yield from ((path, breach) for breach in compare_events(old, new, name=name))
    for path, event in known.items():
        samples = files.samples(event)
        yield from ((path, breach) for breach in judge_samples(event, samples))
        kept = json.loads(files.committed(samples_file(event)) or "[]")
        for number, sample in enumerate(kept, start=1):
            if sample not in samples:
                yield path, Breach(f"sample {number}", "sample", "a golden sample was changed or removed")
