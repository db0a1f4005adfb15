"""What the codes of a service are called by people: code set, code, text."""

from collections.abc import Mapping
from typing import Final

from abdi.i18n import LocaleCode, Text
from abdi.policy import Reach

CodeLabels = Mapping[str, Text]
Labels = Mapping[str, CodeLabels]
"""The name of a code set, such as `predicate`, then code, then what it is called."""
PickedLabels = Mapping[str, Mapping[str, str]]
"""The same in one language, as it goes out."""

KIT_LABELS: Final[Labels] = {
    "reach": {
        Reach.OWN: Text("Data sendiri", "Own data"),
        Reach.BELOW: Text("Bawahan", "People below"),
        Reach.UNIT: Text("Unit dan di bawahnya", "The unit and below"),
        Reach.AGENCY: Text("Satu instansi", "One agency"),
        Reach.EVERYWHERE: Text("Semua instansi", "Every agency"),
    },
    "error_place": {
        "body": Text("Isi permintaan", "Body"),
        "header": Text("Header", "Header"),
        "path": Text("Alamat", "Path"),
        "query": Text("Parameter", "Query"),
    },
    "import_state": {
        "queued": Text("Menunggu", "Waiting"),
        "reading": Text("Membaca berkas", "Reading the file"),
        "judging": Text("Memeriksa baris", "Judging the rows"),
        "writing": Text("Menyimpan", "Writing"),
        "finished": Text("Selesai", "Finished"),
        "refused": Text("Ditolak", "Refused"),
        "cancelled": Text("Dibatalkan", "Cancelled"),
        "failed": Text("Gagal", "Failed"),
    },
    "on_error": {
        "refuse": Text("Tolak semua bila ada yang salah", "Refuse all if anything is wrong"),
        "skip": Text("Simpan yang benar, lewati yang salah", "Keep what is right, skip what is wrong"),
    },
    "file_form": {"csv": Text("CSV", "CSV"), "xlsx": Text("XLSX (Excel)", "XLSX (Excel)")},
    "item_outcome": {
        "done": Text("Berhasil", "Done"),
        "refused": Text("Ditolak", "Refused"),
    },
    "export_state": {
        "queued": Text("Menunggu", "Waiting"),
        "writing": Text("Menyusun berkas", "Making the file"),
        "finished": Text("Selesai", "Finished"),
        "cancelled": Text("Dibatalkan", "Cancelled"),
        "failed": Text("Gagal", "Failed"),
    },
    "export_form": {
        "csv": Text("CSV", "CSV"),
        "ndjson": Text("NDJSON (satu baris satu objek)", "NDJSON (an object a line)"),
        "xlsx": Text("XLSX (Excel)", "XLSX (Excel)"),
    },
}
"""Codes that answers of the kit carry, in every service."""


def picked(labels: Labels, locale: LocaleCode) -> dict[str, dict[str, str]]:
    """`labels` in `locale`, with plain strings as codes."""
    return {
        name: {str(code): text.pick(locale) for code, text in codes.items()} for name, codes in labels.items()
    }


def merged(by_service: Mapping[str, PickedLabels]) -> dict[str, dict[str, str]]:
    """The labels of all services, sorted by the name of the set.

    Sets of one name become one as long as they call no code differently. Otherwise each keeps its own,
    with the service in front: `training.outcome`.
    """
    clashing = _clashing(by_service)
    whole: dict[str, dict[str, str]] = {}
    for service, labels in by_service.items():
        for name, codes in labels.items():
            whole.setdefault(f"{service}.{name}" if name in clashing else name, {}).update(codes)
    return dict(sorted(whole.items()))


def _clashing(by_service: Mapping[str, PickedLabels]) -> set[str]:
    seen: dict[tuple[str, str], str] = {}
    return {
        name
        for labels in by_service.values()
        for name, codes in labels.items()
        for code, text in codes.items()
        if seen.setdefault((name, code), text) != text
    }
