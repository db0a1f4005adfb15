"""The registry's codes as people call them; kinds of ranks as in BKN's list (jenis kenaikan pangkat)."""

from typing import Final

from abdi.i18n import Text
from abdi.labels import Labels

LABELS: Final[Labels] = {
    "employment_type": {
        "PNS": Text("PNS (Pegawai Negeri Sipil)", "PNS (permanent civil servant)"),
        "CPNS": Text("CPNS (Calon Pegawai Negeri Sipil)", "CPNS (civil servant on probation)"),
        "PPPK": Text("PPPK (Pegawai Pemerintah dengan Perjanjian Kerja)", "PPPK (employee under contract)"),
    },
    "employment_status": {
        "active": Text("Aktif", "In service"),
        "leave": Text("Cuti di luar tanggungan negara", "On unpaid leave"),
        "suspended": Text("Diberhentikan sementara", "Suspended"),
        "retired": Text("Pensiun", "Retired"),
        "left": Text("Berhenti", "Left service"),
        "deceased": Text("Meninggal dunia", "Deceased"),
    },
    "sex": {
        "male": Text("Laki-laki", "Male"),
        "female": Text("Perempuan", "Female"),
    },
    "education_level": {
        "SD": Text("Sekolah Dasar (SD)", "Primary school (SD)"),
        "SMP": Text("Sekolah Menengah Pertama (SMP)", "Junior secondary school (SMP)"),
        "SMP_KEJURUAN": Text("SMP Kejuruan", "Junior vocational school"),
        "SMA": Text("Sekolah Menengah Atas (SMA)", "Senior secondary school (SMA)"),
        "D1": Text("Diploma I", "One-year diploma (D1)"),
        "D2": Text("Diploma II", "Two-year diploma (D2)"),
        "SGPLB": Text("Sekolah Guru Pendidikan Luar Biasa (SGPLB)", "Special needs teachers (SGPLB)"),
        "D3": Text("Diploma III", "Three-year diploma (D3)"),
        "D4": Text("Diploma IV", "Four-year diploma (D4)"),
        "S1": Text("Sarjana (S1)", "Bachelor (S1)"),
        "PROFESI": Text("Pendidikan profesi", "Professional degree"),
        "S2": Text("Magister (S2)", "Master (S2)"),
        "S3": Text("Doktor (S3)", "Doctor (S3)"),
    },
    "position_kind": {
        "pelaksana": Text("Jabatan Pelaksana", "General post"),
        "fungsional": Text("Jabatan Fungsional", "Functional post"),
        "pengawas": Text("Jabatan Pengawas", "Supervisor"),
        "administrator": Text("Jabatan Administrator", "Administrator"),
        "jpt_pratama": Text("Jabatan Pimpinan Tinggi Pratama", "Senior executive (Pratama)"),
        "jpt_madya": Text("Jabatan Pimpinan Tinggi Madya", "Senior executive (Madya)"),
        "jpt_utama": Text("Jabatan Pimpinan Tinggi Utama", "Senior executive (Utama)"),
    },
    "rank_change": {
        "appointment": Text("Golongan dari pengadaan CPNS/PNS", "First rank at appointment"),
        "regular": Text("Reguler", "Regular"),
        "structural": Text("Pilihan (jabatan struktural)", "By choice (structural post)"),
        "functional": Text("Pilihan (jabatan fungsional)", "By choice (functional post)"),
        "diploma_adjustment": Text("Pilihan (penyesuaian ijazah)", "By choice (new diploma)"),
        "study_during": Text(
            "Pilihan (sedang melaksanakan tugas belajar)", "By choice (during assigned study)"
        ),
        "study_after": Text("Pilihan (setelah selesai tugas belajar)", "By choice (after assigned study)"),
        "seconded": Text(
            "Pilihan (diperbantukan/dipekerjakan di instansi lain)", "By choice (seconded to another agency)"
        ),
        "invention": Text("Pilihan (penemuan baru)", "By choice (invention)"),
        "outstanding": Text("Pilihan (prestasi luar biasa)", "By choice (outstanding achievement)"),
        "state_official": Text("Pilihan (pejabat negara)", "By choice (state official)"),
        "lowered": Text("Penurunan pangkat", "Lowered in rank"),
    },
    "separation_kind": {
        "retirement": Text("Mencapai batas usia pensiun", "Reached retirement age"),
        "death": Text("Meninggal dunia", "Death"),
        "resignation": Text("Atas permintaan sendiri", "Resignation"),
        "dismissal": Text("Diberhentikan tidak atas permintaan sendiri", "Dismissal"),
        "contract_end": Text("Perjanjian kerja berakhir", "End of contract"),
        "disability": Text("Tidak cakap jasmani dan/atau rohani", "Unfit for service"),
        "reorganisation": Text("Penyederhanaan organisasi", "Reorganisation"),
    },
    "removal_reason": {
        "retired": Text("Pensiun", "Retired"),
        "left": Text("Berhenti", "Left service"),
        "deceased": Text("Meninggal dunia", "Deceased"),
        "dissolved": Text("Unit dihapus", "Unit dissolved"),
        "abolished": Text("Jabatan dihapus", "Position abolished"),
        "out_of_scope": Text("Di luar wewenang Anda", "Out of your scope"),
        "filters_not_met": Text("Tidak lagi sesuai saringan", "No longer meets the filters"),
    },
    "role": {
        "employee": Text("Pegawai", "Employee"),
        "superior": Text("Atasan langsung", "Superior"),
        "unit_officer": Text("Pengelola kepegawaian unit", "Personnel officer of a unit"),
        "agency_officer": Text("Pengelola kepegawaian instansi", "Personnel officer of an agency"),
        "committee_member": Text("Anggota panitia seleksi", "Member of the selection committee"),
        "decision_maker": Text("Pejabat Pembina Kepegawaian", "Appointing authority"),
        "auditor": Text("Auditor", "Auditor"),
        "agency_system": Text("Sistem instansi", "Agency's system"),
        "service": Text("Layanan internal", "Internal service"),
    },
    "role_state": {
        "assigned": Text("Ditetapkan", "Assigned"),
        "ended": Text("Berakhir", "Ended"),
        "withdrawn": Text("Dibatalkan", "Withdrawn"),
    },
    "delegation_kind": {
        "delegation": Text("Pelimpahan wewenang", "Delegation"),
        "plt": Text("Pelaksana Tugas (Plt.)", "Acting official (Plt.)"),
        "plh": Text("Pelaksana Harian (Plh.)", "Daily acting official (Plh.)"),
    },
    "delegation_state": {
        "made": Text("Ditetapkan", "Made"),
        "ended": Text("Berakhir", "Ended"),
        "withdrawn": Text("Dibatalkan", "Withdrawn"),
    },
    "time_zone": {
        "Asia/Jakarta": Text("WIB (Jakarta)", "Western Indonesia Time (Jakarta)"),
        "Asia/Pontianak": Text("WIB (Pontianak)", "Western Indonesia Time (Pontianak)"),
        "Asia/Makassar": Text("WITA (Makassar)", "Central Indonesia Time (Makassar)"),
        "Asia/Jayapura": Text("WIT (Jayapura)", "Eastern Indonesia Time (Jayapura)"),
    },
}
"""Code set, code, label."""
