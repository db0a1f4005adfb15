"""Which lists there are, and the shapes in which their files came."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list: its file's name without ending, titles, the column of the code and those of the label."""

    name: str
    title_id: str
    title_en: str
    code_column: str = "id"
    label_columns: tuple[str, ...] = ("nama",)


_LISTS: Final = (
    CodeList("agama", "Agama", "Religions"),
    CodeList("alasan-hukuman-disiplin", "Alasan hukuman disiplin", "Grounds for discipline"),
    CodeList("eselon", "Eselon", "Echelons"),
    CodeList("golongan", "Golongan ruang dan pangkat", "Ranks", label_columns=("nama", "namaPangkat")),
    CodeList("instansi", "Instansi", "Agencies"),
    CodeList("jabatan-fungsional", "Jabatan fungsional", "Functional posts"),
    CodeList("jabatan-pelaksana-selection", "Jabatan pelaksana (pilihan)", "General posts (selection)"),
    CodeList("jenis-diklat", "Jenis diklat", "Kinds of training", label_columns=("jenis",)),
    CodeList(
        "jenis-dokumen", "Jenis dokumen", "Kinds of documents", label_columns=("Dokumen Evaluasi Kinerja",)
    ),
    CodeList("jenis-hukuman", "Jenis hukuman disiplin", "Kinds of discipline"),
    CodeList("jenis-jabatan", "Jenis jabatan", "Kinds of posts"),
    CodeList("jenis-kenaikan-pangkat", "Jenis kenaikan pangkat", "Kinds of promotion in rank"),
    CodeList("jenis-kursus", "Jenis kursus", "Kinds of courses"),
    CodeList("jenis-mutasi", "Jenis mutasi", "Kinds of moves"),
    CodeList("jenis-pegawai", "Jenis pegawai", "Kinds of employees"),
    CodeList("jenis-pemberhentian", "Jenis pemberhentian", "Kinds of separation"),
    CodeList("jenis-pengadaan", "Jenis pengadaan", "Kinds of recruitment"),
    CodeList("jenis-pensiun", "Jenis pensiun", "Kinds of retirement", "ID", ("NAMA",)),
    CodeList("jenis-penugasan", "Jenis penugasan", "Kinds of assignment"),
    CodeList("jenis-riwayat", "Jenis riwayat", "Kinds of history"),
    CodeList("kedudukan-hukum", "Kedudukan hukum", "Legal standing"),
    CodeList("kelas-jabatan", "Kelompok jabatan", "Groups of posts"),
    CodeList(
        "koefisien-angka-kredit", "Koefisien angka kredit", "Credit coefficients", label_columns=("jabatan",)
    ),
    CodeList("kompetensi", "Kompetensi", "Competences"),
    CodeList("kuadran-kinerja", "Predikat kinerja", "Performance predicates"),
    CodeList("latihan-struktural", "Latihan struktural", "Leadership courses"),
    CodeList("pendidikan", "Pendidikan", "Educations"),
    CodeList("penghargaan", "Penghargaan", "Awards"),
    CodeList("periodik", "Periode penilaian", "Assessment periods"),
    CodeList("rating-ekspektasi", "Rating ekspektasi", "Expectation ratings"),
    CodeList("rumpun-jabatan", "Rumpun jabatan", "Families of posts"),
    CodeList("satuan-kerja", "Satuan kerja", "Work units"),
    CodeList("status-kawin", "Status perkawinan", "Marital status"),
    CodeList("sub-jabatan", "Subjabatan", "Specialities of posts"),
)

CODE_LISTS: Final = {code_list.name: code_list for code_list in _LISTS}
