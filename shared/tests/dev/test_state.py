"""The state folder: made by us, held by one launcher, cleared only when it is ours."""

import os
import stat
import sys
from pathlib import Path

import pytest

from abdi.dev.processes import DevError, spawn
from abdi.dev.secrets import ensure_secrets
from abdi.dev.state import MARKER, StateFolder

SERVICES = ("personnel", "promotion")


def _refusal(state: StateFolder) -> str:
    with pytest.raises(DevError) as refused:
        state.open()
    sentence = str(refused.value)
    assert "\n" not in sentence
    return sentence


def test_second_launcher_on_the_same_state_hears_that_it_runs(place: Path) -> None:
    first, second = StateFolder(place / "state"), StateFolder(place / "state")
    first.open()
    first.describe("port 8000")
    assert "already running" in _refusal(second)
    assert "port 8000" in _refusal(second)
    first.close()
    second.open()
    second.close()


def test_logs_and_demo_of_an_older_start_are_closed_to_others(place: Path) -> None:
    state = StateFolder(place / "state")
    state.open()
    state.close()
    state.demo.mkdir()
    for folder in (state.logs, state.demo):
        folder.chmod(0o755)
    state.open()
    state.close()
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (state.logs, state.demo)} == {0o700}


def test_what_a_child_writes_is_closed_to_others(place: Path) -> None:
    log, folder = place / "log", place / "made"
    program = f"import os; os.makedirs({str(folder)!r}); open({str(folder / 'file')!r}, 'w'); print('done')"
    child = spawn([sys.executable, "-c", program], environment=os.environ, log=log)
    assert child.wait() == 0
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (log, folder, folder / "file")]
    assert modes == [0o600, 0o700, 0o600]
    assert log.read_text() == "done\n"


def test_running_state_is_not_cleared(place: Path) -> None:
    first = StateFolder(place / "state")
    first.open()
    with pytest.raises(DevError, match="already running"):
        StateFolder(place / "state").clear()
    first.close()
    StateFolder(place / "state").clear()
    assert not (place / "state").exists()


def test_folder_with_other_files_is_neither_used_nor_cleared(place: Path) -> None:
    (place / "letters").mkdir(mode=0o750)
    (place / "letters" / "letter").touch()
    state = StateFolder(place / "letters")
    assert "no state folder of Abdi" in _refusal(state)
    with pytest.raises(DevError, match="no state folder of Abdi"):
        state.clear()
    assert (place / "letters" / "letter").exists()


def test_mode_of_a_folder_that_was_there_stays(place: Path) -> None:
    (place / "given").mkdir(mode=0o750)
    state = StateFolder(place / "given")
    state.open()
    state.close()
    assert stat.S_IMODE((place / "given").stat().st_mode) == 0o750
    assert (place / "given" / MARKER).exists()


def test_file_in_the_place_of_the_folder_is_named(place: Path) -> None:
    (place / "state").touch()
    assert "is not a folder" in _refusal(StateFolder(place / "state"))


def test_folder_below_a_file_is_one_sentence(place: Path) -> None:
    (place / "file").touch()
    assert "cannot be used" in _refusal(StateFolder(place / "file" / "state"))


def test_secrets_are_made_once_and_closed_to_others(place: Path) -> None:
    file = place / "secrets.json"
    first = ensure_secrets(file, SERVICES)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.stat().st_uid == os.geteuid()
    again = ensure_secrets(file, SERVICES)
    assert again.cursor_key == first.cursor_key
    assert again.runtime_password("promotion") == first.runtime_password("promotion")
    assert again.nik_cipher_key != again.nik_index_key


def test_new_service_gets_its_secrets_beside_the_old_ones(place: Path) -> None:
    file = place / "secrets.json"
    first = ensure_secrets(file, SERVICES)
    more = ensure_secrets(file, (*SERVICES, "training"))
    assert more.nats_password("training")
    assert more.postgres_admin == first.postgres_admin


def test_broken_secrets_are_one_sentence(place: Path) -> None:
    (place / "secrets.json").write_text("{")
    with pytest.raises(DevError, match="make reset"):
        ensure_secrets(place / "secrets.json", SERVICES)
