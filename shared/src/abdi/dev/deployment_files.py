"""What the code says about a deployment, as files: the table of settings, the realm, the image's locks."""

from collections.abc import Callable, Mapping
from pathlib import Path

from abdi.dev.image_locks import LOCKS, part_of_lock
from abdi.dev.processes import DevError
from abdi.dev.realm import realm_file
from abdi.dev.settings_page import SettingUnexplained, settings_page
from abdi.dev.state import CHECKOUT


def deployment_files() -> Mapping[Path, str]:
    """Each file with its text. Raises SettingUnexplained, DevError."""
    return {
        CHECKOUT / "docs" / "settings.md": settings_page(),
        CHECKOUT / "deploy" / "keycloak" / "realm.json": realm_file(),
        **{file: part_of_lock(roots) for file, roots in LOCKS.items()},
    }


def run_deployment_files(say: Callable[[str], None], *, is_check: bool) -> int:
    """Write the files, or only compare them. Returns the exit code."""
    try:
        files = deployment_files()
    except (DevError, SettingUnexplained) as error:
        say(str(error))
        return 1
    stale = [file for file, text in files.items() if not file.is_file() or file.read_text("utf-8") != text]
    for file in stale:
        name = file.relative_to(CHECKOUT)
        if is_check:
            say(f"  {name} is not what the code says; run `make deployment`.")
        else:
            file.write_text(files[file], encoding="utf-8")
            say(f"  {name} is written.")
    return 1 if stale and is_check else 0
