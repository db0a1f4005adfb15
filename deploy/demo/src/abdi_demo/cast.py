"""The named people of the demo: sign-ins and instructive cases for the regular rank promotion."""

from dataclasses import dataclass
from typing import Final

Ratings = tuple[str, str]

AS_EXPECTED: Final[Ratings] = ("as_expected", "as_expected")
ABOVE: Final[Ratings] = ("above", "above")
BELOW: Final[Ratings] = ("below", "as_expected")
SERVICE_ACCOUNT: Final = "journey"
AGENCY_SYSTEM: Final = "bkn-sync"
SYSTEM_SCOPES: Final = (
    "performance.evaluation.read",
    "personnel.employees.read",
    "personnel.organisation.read",
    "promotion.eligibility.read",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One named person; `months_in_rank` counts back from next month's first day.

    `latest` and `earlier` are the ratings (work result, behaviour) of the last two full years; None where
    there is no evaluation.
    """

    name: str
    sex: str
    education: str
    rank: str
    months_in_rank: int
    note: str
    sign_in: str = ""
    roles: tuple[str, ...] = ("employee",)
    """What the registry gives besides; a sign-in's token names it as a note only."""
    stands: tuple[str, ...] = ()
    """What the person is for a while, or was: delegate, former_auditor."""
    latest: Ratings | None = AS_EXPECTED
    earlier: Ratings | None = AS_EXPECTED
    status: str = "active"
    retires_next_month: bool = False


@dataclass(frozen=True, slots=True)
class Lead:
    """A named head: of the unit where the parts work ("stage"), of its office, of the secretariat."""

    name: str
    sign_in: str
    note: str
    roles: tuple[str, ...] = ("employee",)


PARTS: Final[dict[str, tuple[Part, ...]]] = {
    "5671": (
        Part("Siti Mawarni Kencana", "female", "S1", "III/a", 48, "four years in rank next month", "siti"),
        Part(
            "Dewi Cahyani Erlangga",
            "female",
            "S1",
            "III/b",
            55,
            "waits for the evaluation of last year",
            "dewi",
            latest=None,
        ),
        Part(
            "Rina Larasati Wardana",
            "female",
            "S1",
            "III/b",
            30,
            "personnel officer of Palembang",
            "rina",
            roles=("employee", "agency_officer"),
        ),
        Part(
            "Joko Pamungkas Tanjung",
            "male",
            "SMA",
            "III/b",
            70,
            "at the ceiling of the school diploma; judges for budi, by delegation",
            "joko",
            stands=("delegate",),
        ),
        Part(
            "Wulan Nirmala Baskara",
            "female",
            "SMA",
            "II/d",
            50,
            "would cross from II/d to III/a; officer of the personnel office as a unit",
            "wulan",
            roles=("employee", "unit_officer"),
        ),
        Part("Galih Cendana Utama", "male", "S1", "III/a", 60, "rated below good last year", latest=BELOW),
        Part("Taufik Danuarta Halim", "male", "S1", "III/a", 62, "suspended", status="suspended"),
        Part(
            "Kartika Puspita Sanjaya",
            "female",
            "S1",
            "III/c",
            53,
            "fulfils everything now; auditor for half a year",
            "kartika",
            roles=("employee", "auditor"),
            latest=ABOVE,
        ),
        Part(
            "Umar Laksmana Fathoni",
            "male",
            "SMA",
            "III/b",
            160,
            "retires next month; was auditor until three months ago",
            stands=("former_auditor",),
            retires_next_month=True,
        ),
    ),
    "6671": (
        Part(
            "Agus Mahardika Limbong",
            "male",
            "S1",
            "III/c",
            20,
            "personnel officer of Pontianak",
            "agus",
            roles=("employee", "agency_officer"),
        ),
        Part("Maya Permatasari Kusnadi", "female", "D3", "II/d", 49, "would cross to III/a", "maya"),
        Part("Paulus Gumelar Akbar", "male", "S1", "III/d", 64, "at the ceiling of the bachelor diploma"),
        Part(
            "Helena Bestari Wicaksana",
            "female",
            "S1",
            "III/b",
            52,
            "rated below good a year before",
            earlier=BELOW,
        ),
    ),
}

LEADS: Final[dict[str, dict[str, Lead]]] = {
    "5671": {
        "stage": Lead("Budi Ranggalawe Kertapati", "budi", "superior of siti; leaves in the journey"),
        "office": Lead(
            "Tono Adiwangsa Pamungkas",
            "tono",
            "head of the personnel office of Palembang, committee member",
            ("employee", "committee_member"),
        ),
        "secretary": Lead(
            "Hasan Wiratama Gunadharma",
            "hasan",
            "regional secretary, decision maker (PPK)",
            ("employee", "decision_maker"),
        ),
    },
}
