"""docker-compose.yml, judged as far as a program can without Docker."""

import re
from typing import Any

import compose_spec
import pytest
import yaml

from abdi.deployment.parts import ALL, GATEWAY, WITH_DATABASE
from abdi.deployment.secrets import names, roles_of
from abdi.dev.settings_page import BEYOND, read_settings, settings_class
from tests.deploy.composition import ROOT, asked_variables, composition, example_values, interpolated

TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = composition()["services"]
OURS = [name for name, service in SERVICES.items() if service["image"].startswith("abdi-")]
FROM_LIBRARIES = {"OTEL_EXPORTER_OTLP_ENDPOINT"}
OF_THE_OWNER = {"tls_certificate.pem", "tls_key.pem"}


def targets(service: dict[str, Any]) -> dict[str, str]:
    """The files of a service's secrets, with the secret behind each."""
    given = [{"source": one} if isinstance(one, str) else one for one in service.get("secrets", [])]
    return {one.get("target", one["source"]): one["source"] for one in given}


def test_the_file_is_of_the_compose_specification() -> None:
    read = compose_spec.PyCompose.from_yaml(yaml.safe_dump(composition()))
    assert set(read.service_names()) == set(SERVICES)


def test_every_service_of_the_suite_is_there_and_no_other() -> None:
    folders = {path.parent.name for path in ROOT.glob("services/*/pyproject.toml")}
    assert folders == set(ALL)
    assert {name for name in OURS if SERVICES[name].get("build")} == folders
    for service in WITH_DATABASE:
        waits = SERVICES[service]["depends_on"]
        assert waits[f"{service}-migrate"] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_images_are_pinned_and_containers_are_held_short(name: str) -> None:
    service = SERVICES[name]
    assert re.search(r":v?\d+\.\d+", service["image"]), "an image without a version"
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["cap_drop"] == ["ALL"]
    assert service["logging"]["options"]["max-size"]
    limits = service["deploy"]["resources"]["limits"]
    assert {"cpus", "memory"} <= set(limits)
    assert service["pids_limit"] > 0
    assert not service.get("privileged")
    # Keycloak writes its build into its own folder when it starts.
    assert service.get("read_only") is (None if name == "keycloak" else True)


@pytest.mark.parametrize("service", ALL)
def test_every_variable_and_secret_of_a_service_is_one_of_its_settings(service: str) -> None:
    known = {name.upper() for name in settings_class(service).model_fields} | {"SECRETS_DIR"}
    given = set(SERVICES[service]["environment"])
    assert given - FROM_LIBRARIES <= known
    assert {target.upper() for target in targets(SERVICES[service])} <= known
    required = {
        setting.name for setting in read_settings([service]) if setting.defaults[service].startswith("**")
    }
    assert required <= given | {target.upper() for target in targets(SERVICES[service])}


def test_jobs_read_only_what_the_commands_know() -> None:
    for job in set(OURS) - set(ALL):
        assert set(SERVICES[job]["environment"]) <= set(BEYOND), job
        assert {target.upper() for target in targets(SERVICES[job])} <= set(BEYOND), job


def test_no_secret_stands_in_an_environment_or_a_command() -> None:
    secret = {setting.name for setting in read_settings() if setting.is_secret}
    for name, service in SERVICES.items():
        assert not secret & set(service.get("environment", {})), name
        line = " ".join(map(str, [*service.get("command", []), *service.get("entrypoint", [])]))
        assert not re.search(r"pass(word|wd)?=\S", line.replace("password_encryption=", "")), name


def test_every_secret_exists_and_is_used() -> None:
    declared = set(composition()["secrets"])
    used = {source for service in SERVICES.values() for source in targets(service).values()}
    assert declared == used
    assert declared - OF_THE_OWNER <= names()


def test_only_the_front_door_is_open_and_the_inner_networks_are_closed() -> None:
    assert {name for name, service in SERVICES.items() if service.get("ports")} == {"traefik"}
    networks = composition()["networks"]
    assert {name for name, network in networks.items() if network.get("internal")} == {"inner", "data"}
    on_outer = {name for name, service in SERVICES.items() if "outer" in service["networks"]}
    assert on_outer == {"traefik"}
    assert SERVICES[GATEWAY]["networks"] == ["inner"]
    assert SERVICES["postgres"]["networks"] == SERVICES["nats"]["networks"] == ["data"]


def test_who_is_waited_for_can_be_waited_for() -> None:
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                has_check = "healthcheck" in SERVICES[other] or other in ALL  # ours: in the image
                assert has_check, f"{name} waits for the health of {other}"
            else:
                assert SERVICES[other]["restart"] == "no", f"{name} waits for the end of {other}"


def test_the_jobs_get_the_passwords_of_all_roles() -> None:
    roles = {f"postgres_{role}_password" for service in WITH_DATABASE for role in roles_of(service)}
    assert roles <= set(targets(SERVICES["databases"]))
    backup = {f"postgres_{service}_backup_password" for service in WITH_DATABASE}
    assert set(targets(SERVICES["backup"])) == backup


def test_the_example_gives_every_variable_that_is_asked_for_and_no_secret() -> None:
    given = set(example_values())
    assert asked_variables(TEXT) == given - {"COMPOSE_PROJECT_NAME"}
    assert not any(re.search(r"PASSWORD|TOKEN|SECRET_|_KEY", name) for name in given)


def test_a_missing_required_variable_is_an_error() -> None:
    with pytest.raises(LookupError, match="ID_HOST"):
        interpolated(TEXT, example_values() | {"ID_HOST": ""})


def test_files_that_are_mounted_are_there() -> None:
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0] if isinstance(volume, str) else volume["source"]
            if source.startswith("./deploy"):
                assert (ROOT / source).exists(), source
