"""What can be wrong with a row beyond the rules of the registry, in both languages and with what to do."""

from dataclasses import dataclass
from typing import Final

from abdi.i18n import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to repair: a stable code, what it is, what to do about it."""

    code: str
    message: Text
    suggestion: Text | None = None


_CORRECT_THERE: Final = Text(
    "samakan berkas dengan registri, atau perbaiki registri lewat koreksi",
    "correct the file, or the registry by a correction",
)
_LOOK_FOR: Final = Text(
    "periksa penulisannya, atau impor dahulu berkas yang memuatnya",
    "check how it is written, or import the file that holds it first",
)

UNKNOWN: Final = Fault(
    "unknown",
    Text("tidak ada di berkas maupun di registri", "neither in the files nor in the registry"),
    _LOOK_FOR,
)
UNKNOWN_UNIT: Final = Fault(
    "unknown", Text("instansi ini tidak mempunyai unit itu", "no such unit in this agency"), _LOOK_FOR
)
UNKNOWN_POSITION: Final = Fault(
    "unknown", Text("instansi ini tidak mempunyai jabatan itu", "no such position in this agency"), _LOOK_FOR
)
DISSOLVED: Final = Fault(
    "dissolved",
    Text("unit ini sudah dihapus", "the unit was dissolved"),
    Text("pilih unit lain, atau hapus baris ini", "choose another unit, or leave the row out"),
)
ABOLISHED: Final = Fault(
    "abolished",
    Text("jabatan ini sudah dihapus", "the position was abolished"),
    Text("hapus baris ini", "leave the row out"),
)
NIP_TAKEN: Final = Fault(
    "nip_taken",
    Text("NIP ini sudah dipakai di instansi lain", "the NIP is taken in another agency"),
    Text("periksa NIP", "check the NIP"),
)
TAKEN_MEANWHILE: Final = Fault(
    "taken_meanwhile",
    Text(
        "ini didaftarkan orang lain selagi berkas dibaca",
        "somebody else entered this while the file was read",
    ),
    Text("kirim baris ini sekali lagi", "send the row once more"),
)
NIK_TAKEN: Final = Fault(
    "nik_taken",
    Text("NIK ini terdaftar dengan NIP lain", "the registry holds it under another NIP"),
    Text("periksa NIK dan NIP", "check NIK and NIP"),
)
NIK_NEEDED: Final = Fault(
    "nik_needed",
    Text("pegawai baru memerlukan NIK lengkap", "a new employee needs the whole NIK"),
    Text("isi 16 angka NIK", "enter the 16 digits of the NIK"),
)
OWN_CASE: Final = Fault(
    "own_case",
    Text("tidak seorang pun mengubah datanya sendiri", "nobody changes the own record"),
    Text("minta petugas kepegawaian lain", "ask another personnel officer"),
)
BELOW_ITSELF: Final = Fault(
    "below_itself",
    Text("unit tidak dapat berada di bawah dirinya", "a unit cannot stand below itself"),
    Text("pilih unit induk lain", "choose another unit above"),
)
HAS_LEFT: Final = Fault(
    "not_in_service",
    Text("pegawai ini sudah berhenti", "the person has left service"),
    Text("perbaiki dahulu status di registri", "correct the status in the registry first"),
)
HOLDS_NOTHING: Final = Fault(
    "not_in_service",
    Text(
        "pegawai ini sudah berhenti dan tidak menduduki jabatan",
        "the person has left service and holds no position",
    ),
    Text("isi tanggal selesainya", "fill in the end"),
)
FOREIGN_POSITION: Final = Fault(
    "other_agency",
    Text(
        "jabatan ini milik instansi lain daripada pegawainya",
        "the position belongs to another agency than the person",
    ),
    Text("akhiri baris ini, atau pilih jabatan instansinya", "end the row, or name one of its own"),
)
FOREIGN_SUPERIOR: Final = Fault(
    "other_agency",
    Text("atasan ini milik instansi lain", "the superior belongs to another agency"),
    Text("pilih orang dari instansi yang sama", "choose somebody of the same agency"),
)
FOREIGN_GIVER: Final = Fault(
    "other_agency",
    Text(
        "wewenang ini milik orang dari instansi lain",
        "the authority belongs to somebody of another agency",
    ),
)


def twin(first: int) -> Fault:
    """Row `first` says the same already."""
    return Fault(
        "twin",
        Text(f"sama dengan baris {first}", f"the same as row {first}"),
        Text("hapus salah satu", "leave one of them out"),
    )


def overlap(other: int) -> Fault:
    """Row `other` names somebody else for the same position and days."""
    return Fault(
        "overlap",
        Text(
            f"orang lain menduduki jabatan ini (baris {other})",
            f"somebody else holds the position (row {other})",
        ),
        Text("akhiri dahulu yang satu", "end one of them first"),
    )


def still_holds(other: int) -> Fault:
    """By row `other` an earlier entry still holds when this one begins."""
    return Fault(
        "overlap",
        Text(
            f"menurut baris {other} entri sebelumnya masih berlaku pada hari ini",
            f"row {other} says that the earlier entry still holds on this day",
        ),
        Text("periksa kedua tanggal", "check both days"),
    )


def set_aside(first: int) -> Fault:
    """Row `first`, on which this one builds, has an error."""
    return Fault(
        "set_aside",
        Text(f"menunggu baris {first} diperbaiki", f"waits until row {first} is mended"),
        Text("perbaiki baris itu, lalu kirim keduanya", "mend that row, and send both"),
    )


def differs(registry: Text) -> Fault:
    """The registry says otherwise; `registry` tells what it holds, nothing about a person."""
    return Fault("differs_from_registry", registry, _CORRECT_THERE)


OTHERWISE: Final = Text("registri memuat hal lain", "the registry says otherwise")
OTHER_NIK: Final = Text(
    "registri memuat NIK lain untuk NIP ini", "the registry holds another NIK for this NIP"
)
OTHER_ENTRY: Final = Text(
    "entri registri pada hari ini memuat hal lain", "the registry's entry of this day says otherwise"
)
OTHER_END: Final = Text(
    "entri registri pada hari ini berakhir pada hari lain", "the registry's entry of this day ends otherwise"
)
HELD_THEN: Final = Text(
    "menurut registri jabatan ini diduduki orang pada masa itu",
    "in the registry somebody holds the position in this time",
)


def goes_on_to(day: object) -> Text:
    """The registry's history is further on than this row."""
    return Text(
        f"registri sudah sampai {day} dan tidak memuat entri hari ini",
        f"the registry goes on to {day} and has no entry of this day",
    )


def holds_until(day: object) -> Text:
    """Another entry lasts longer."""
    return Text(
        f"menurut registri entri lain berlaku sampai {day}",
        f"in the registry another entry holds until {day}",
    )


def holds_since(day: object) -> Text:
    """The same is held since an earlier day."""
    return Text(f"registri memuat hal yang sama sejak {day}", f"the registry holds the same since {day}")
