"""What people call the codes of the registry, in both languages."""

from collections.abc import Mapping
from typing import Final

from abdi.i18n import Text

STATUSES: Final[Mapping[str, Text]] = {
    "active": Text("aktif", "active"),
    "leave": Text("cuti di luar tanggungan negara", "on leave outside the state's account"),
    "suspended": Text("diberhentikan sementara", "suspended"),
    "retired": Text("pensiun", "retired"),
    "left": Text("berhenti", "has left service"),
    "deceased": Text("meninggal dunia", "deceased"),
}

POSTS: Final[Mapping[str, Text]] = {
    "pelaksana": Text("jabatan pelaksana", "a pelaksana (staff) post"),
    "fungsional": Text("jabatan fungsional", "a functional post (jabatan fungsional)"),
    "pengawas": Text("jabatan pengawas", "a supervisor's post (pengawas)"),
    "administrator": Text("jabatan administrator", "an administrator's post (administrator)"),
    "jpt_pratama": Text("jabatan pimpinan tinggi pratama", "a senior executive post (JPT pratama)"),
    "jpt_madya": Text("jabatan pimpinan tinggi madya", "a senior executive post (JPT madya)"),
    "jpt_utama": Text("jabatan pimpinan tinggi utama", "a senior executive post (JPT utama)"),
}

PROMOTIONS: Final[Mapping[str, Text]] = {
    "fungsional": Text(
        "kenaikan pangkat pilihan jabatan fungsional (angka kredit)",
        "promotion for functional posts (kenaikan pangkat pilihan, by credit points)",
    ),
    **dict.fromkeys(
        ("pengawas", "administrator", "jpt_pratama", "jpt_madya", "jpt_utama"),
        Text(
            "kenaikan pangkat pilihan jabatan struktural",
            "promotion for structural posts (kenaikan pangkat pilihan)",
        ),
    ),
}
"""The type of promotion by the kind of post, for posts that regular promotion is not for."""

EDUCATIONS: Final[Mapping[str, Text]] = {
    "SMP_KEJURUAN": Text("SMP kejuruan", "vocational junior high school (SMP kejuruan)"),
    "PROFESI": Text("pendidikan profesi", "a professional degree (profesi)"),
}

EXAMS: Final[Mapping[str, Text]] = {
    "ujian_dinas_1": Text("Ujian Dinas Tingkat I", "service exam level I (Ujian Dinas Tingkat I)"),
    "ujian_dinas_2": Text("Ujian Dinas Tingkat II", "service exam level II (Ujian Dinas Tingkat II)"),
}

PREDICATES: Final[Mapping[str, Text]] = {
    "very_good": Text("Sangat Baik", "very good"),
    "good": Text("Baik", "good"),
    "needs_improvement": Text("Butuh Perbaikan", "needs improvement"),
    "poor": Text("Kurang", "poor"),
    "very_poor": Text("Sangat Kurang", "very poor"),
}

NOT_RECORDED: Final = Text("tidak tercatat", "not recorded")


def label(names: Mapping[str, Text], code: str | None) -> Text:
    """The name of `code`; abbreviations that everybody uses (S1, PNS) are their own name."""
    if code is None:
        return NOT_RECORDED
    return names.get(code, Text(code, code))
