"""Fingerprints of source folders: work whose input did not change is skipped at the next start."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def fingerprint(folders: Iterable[Path], pattern: str = "**/*.py") -> str:
    """A digest of names and contents of all files of the folders that match."""
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted(folder.glob(pattern)):
            digest.update(f"{file.relative_to(folder)}\0".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:32]
