"""`docs/settings.md`: every setting of every service, from the code that reads it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from inspect import isclass
from typing import Any, Final, get_args

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from abdi.dev.suite import ALL
from abdi.settings import AppSettings

BEYOND: Final[Mapping[str, str]] = {
    "SECRETS_DIR": "folder with a file for each setting marked secret, named like it in small letters",
    "SERVICE": "which service `abdi serve` and `abdi migrate` mean when none is named",
    "MIGRATION_DATABASE_URL": "`abdi migrate`: the database as its owner; secret",
    "NATS_ADMIN_URL": "`abdi streams`: the broker as its administrator; secret",
    "STREAM_GIGABYTES": "`abdi streams`: what a stream may hold (1); grows, never shrinks",
    "STREAM_REPLICAS": "`abdi streams`: copies of a stream (1); 3 needs a cluster of three",
    "BACKUP_FOLDER": "`abdi doctor`: where the dumps lie, to tell the age of the last one",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "where traces go (OTLP over HTTP); none are made without",
}
"""What commands and libraries read from the environment, beside the settings."""
_HEAD: Final = """\
# Settings

Generated from the code by `make deployment`; `make check` fails when it differs. Settings come from the
environment, and also from files of the folder `SECRETS_DIR`, as those marked *secret* should.

| setting | services | default | meaning |
| --- | --- | --- | --- |
"""


class SettingUnexplained(LookupError):  # noqa: N818 - errors are named by the fact
    """A setting says nowhere what it means."""


@dataclass
class Setting:
    """One variable, and who reads it."""

    name: str
    meaning: str
    is_secret: bool
    defaults: dict[str, str] = field(default_factory=dict)
    """By service; empty text: must be given."""


def settings_class(service: str) -> type[AppSettings]:
    """The class that a service reads its settings with. Raises LookupError."""
    for found in vars(import_module(f"{service}.settings")).values():
        if (
            isclass(found)
            and issubclass(found, AppSettings)
            and found.model_fields["name"].default == service
        ):
            return found
    raise LookupError(f"{service}.settings has no settings of its own")


def read_settings(services: Sequence[str] = ALL) -> list[Setting]:
    """All settings, sorted by name. Raises SettingUnexplained."""
    found: dict[str, Setting] = {}
    for service in services:
        kind = settings_class(service)
        for name, info in kind.model_fields.items():
            if name != "name":
                made = Setting(name.upper(), _meaning(kind, name), _is_secret(info))
                found.setdefault(name, made).defaults[service] = _default(info)
    return [found[name] for name in sorted(found)]


def _meaning(kind: type[AppSettings], name: str) -> str:
    # A service that changes a default says nothing new about the meaning.
    parents = [parent for parent in kind.__mro__ if issubclass(parent, AppSettings)]
    for parent in parents:
        if (info := parent.model_fields.get(name)) and info.description:
            return info.description
    raise SettingUnexplained(f"{kind.__module__}: {name.upper()} has no description")


def settings_page() -> str:
    """The whole page. Raises SettingUnexplained."""
    return "\n".join([_HEAD + "\n".join(map(_row, read_settings())), *_beyond(), ""])


def _beyond() -> Iterator[str]:
    yield ""
    yield "Beside these:"
    yield ""
    yield "| variable | meaning |"
    yield "| --- | --- |"
    yield from (f"| `{name}` | {meaning} |" for name, meaning in sorted(BEYOND.items()))


def _row(setting: Setting) -> str:
    secret = " *secret*" if setting.is_secret else ""
    meaning = setting.meaning.replace("|", "/")
    return f"| `{setting.name}`{secret} | {_readers(setting)} | {_told(setting)} | {meaning} |"


def _readers(setting: Setting) -> str:
    missing = [service for service in ALL if service not in setting.defaults]
    if len(missing) > 1:
        return ", ".join(setting.defaults)
    return f"all but {missing[0]}" if missing else "all"


def _told(setting: Setting) -> str:
    values = set(setting.defaults.values())
    if len(values) == 1:
        return values.pop()
    return ", ".join(f"{value} ({service})" for service, value in setting.defaults.items())


def _is_secret(info: FieldInfo) -> bool:
    extra = info.json_schema_extra
    has_one_inside = isinstance(extra, Mapping) and extra.get("holds_secret") is True
    return has_one_inside or _mentions_secret(info.annotation)


def _mentions_secret(annotation: Any) -> bool:
    return annotation is SecretStr or any(_mentions_secret(part) for part in get_args(annotation))


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "**none: give it**"
    value = info.get_default(call_default_factory=True)
    if isinstance(value, tuple | list):
        value = ",".join(str(part) for part in value)
    if isinstance(value, bool):
        value = str(value).lower()
    return "" if value is None or value == "" else f"`{value}`"
