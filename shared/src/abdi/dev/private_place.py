"""Where server files live: in the state folder when the server's user can reach it, else in a private place.

PostgreSQL refuses root, so under root it runs as another user, and that user must be able to traverse every
folder above its data and its programs. Modes of folders that we did not make are never changed; a checkout
below a closed home is served from /var/tmp instead.
"""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from abdi.dev.processes import Account, DevError

PARENT = Path("/var/tmp")  # noqa: S108 - survives a restart, unlike /tmp; the folder below is ours and checked


def private_place(folder: Path) -> Path:
    """The path of the private place that stands in for `folder`; not made here."""
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    return PARENT / f"abdi-{os.geteuid()}-{name}"


def make_private_place(folder: Path) -> Path:
    """Make (or find) the private place of `folder`, refusing one that somebody else laid there."""
    place = private_place(folder)
    try:
        place.mkdir(mode=0o711)
    except FileExistsError:
        found = place.lstat()
        if place.is_symlink() or found.st_uid != os.geteuid() or found.st_mode & 0o022:
            raise DevError(f"{place} exists and is not ours; remove it and start again.") from None
    else:
        place.chmod(0o711)
    return place


def can_use(account: Account, *, folder: Path | None = None, program: Path | None = None) -> bool:
    """Whether the user can enter `folder` and run `program`."""
    command = (
        ["/bin/sh", "-c", "cd -- " + '"$1"', "sh", str(folder)] if folder else [str(program), "--version"]
    )
    try:
        done = subprocess.run(  # noqa: S603 - our own command; the path is an argument, never shell text
            command,
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except PermissionError:
        return False
    return done.returncode == 0


def reachable_folder(folder: Path, account: Account | None) -> Path:
    """`folder` made for the server's files when its user can enter it, else the private place."""
    folder.mkdir(parents=True, exist_ok=True)
    if account is None or can_use(account, folder=folder):
        return folder
    return make_private_place(folder)


def clear(folder: Path) -> None:
    """Remove `folder` and what stands for it in the private place."""
    shutil.rmtree(folder, ignore_errors=True)
    place = private_place(folder)
    if place.exists() and not place.is_symlink() and place.stat().st_uid == os.geteuid():
        shutil.rmtree(place)
