"""The doctor: looks at every service, the broker and the machine, and says what to do about what it finds."""

import asyncio
import platform
import shutil
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from abdi.cli.state import state_folder
from abdi.clock import SystemClock
from abdi.deployment.database_checks import look_at_database
from abdi.deployment.findings import Finding, judged
from abdi.deployment.patient import Patient, backup_folder
from abdi.deployment.process_checks import look_at_process
from abdi.messaging.nats import fetch_varz, is_sync_always

FULLEST: Final = 0.7
LONGEST_WITHOUT_BACKUP_HOURS: Final = 26.0
HOUR_SECONDS: Final = 3_600.0
BROKER: Final = "broker"
MACHINE: Final = "machine"


async def examine(patients: Sequence[Patient]) -> list[Finding]:
    """All findings, by place."""
    found: list[Finding] = []
    for patient in patients:
        found += await look_at_process(patient)
        if patient.has_database:
            found += await look_at_database(patient)
    addresses = sorted({address for patient in patients if (address := _monitoring(patient))})
    for address in addresses:
        found += await _look_at_broker(address)
    if not addresses:
        remedy = "give NATS_MONITORING_URL, the address of its monitoring port"
        found.append(Finding(BROKER, "sync", "warning", "nobody says where to ask", remedy))
    return [*found, *_look_at_machine(patients)]


def _monitoring(patient: Patient) -> str | None:
    return patient.value("NATS_MONITORING_URL") if patient.has_database else None


async def _look_at_broker(address: str) -> list[Finding]:
    try:
        varz = await fetch_varz(address)
    except (OSError, ValueError) as error:
        remedy = "start NATS; is its monitoring port open to this machine?"
        return [Finding(BROKER, "answers", "failed", f"{address}: {type(error).__name__}", remedy)]
    sync = is_sync_always(varz)
    remedy = "write sync_interval: always into its configuration; without it a power cut loses events"
    told = "every message is on disk first" if sync else "messages are acknowledged before they are on disk"
    return [
        Finding(BROKER, "answers", "ok", f"nats-server {varz.get('version')} at {address}"),
        judged(BROKER, "sync", told, is_well=sync, remedy=remedy),
        _storage(varz),
    ]


def _storage(varz: dict[str, Any]) -> Finding:
    jetstream = varz.get("jetstream", {})
    used = jetstream.get("stats", {}).get("storage", 0)
    most = jetstream.get("config", {}).get("max_storage", 0)
    share = used / most if most else 1.0
    remedy = "raise max_file_store and STREAM_GIGABYTES, on a disk that holds them"
    told = f"{share:.0%} of the store in use"
    return judged(BROKER, "store", told, is_well=share <= FULLEST, remedy=remedy)


def _look_at_machine(patients: Sequence[Patient]) -> list[Finding]:
    return [
        Finding(
            MACHINE, "versions", "ok", f"abdi-kit {version('abdi-kit')}, Python {platform.python_version()}"
        ),
        _last_backup(backup_folder(), patients),
        *(_disk(place) for place in _places()),
    ]


def _last_backup(folder: Path | None, patients: Sequence[Patient]) -> Finding:
    remedy = "run deploy/backup/backup.sh every night; BACKUP_FOLDER says where the dumps lie"
    if folder is None:
        return Finding(MACHINE, "backup", "warning", "nobody says where the dumps lie", remedy)
    ages = {patient.name: _age_hours(folder, patient.name) for patient in patients if patient.has_database}
    late = [
        f"{name} {'never' if age is None else f'{age:.0f} h ago'}"
        for name, age in ages.items()
        if age is None or age > LONGEST_WITHOUT_BACKUP_HOURS
    ]
    told = ", ".join(late) or f"every database within {LONGEST_WITHOUT_BACKUP_HOURS:.0f} hours"
    return judged(MACHINE, "backup", told, is_well=not late, remedy=remedy)


def _age_hours(folder: Path, service: str) -> float | None:
    dumps = [dump.stat().st_mtime for dump in folder.glob(f"{service}-*.dump")]
    return (SystemClock().now().timestamp() - max(dumps)) / HOUR_SECONDS if dumps else None


def _places() -> list[Path]:
    known = (state_folder(), backup_folder(), Path("/"))
    disks = {place.stat().st_dev: place for place in reversed(known) if place is not None and place.is_dir()}
    return list(disks.values())


def _disk(place: Path) -> Finding:
    usage = shutil.disk_usage(place)
    share = usage.used / usage.total
    told = f"{share:.0%} of the disk of {place} in use"
    return judged(
        MACHINE, "disk", told, is_well=share <= FULLEST, remedy="make room, or give it a larger disk"
    )


def examine_now(patients: Sequence[Patient]) -> list[Finding]:
    """`examine`, for a command."""
    return asyncio.run(examine(patients))
