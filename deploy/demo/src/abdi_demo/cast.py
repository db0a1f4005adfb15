"""The named people of the demo: sign-ins and instructive cases for the regular rank promotion."""

from dataclasses import dataclass
from typing import Final

Ratings = tuple[str, str]

AS_EXPECTED: Final[Ratings] = ("as_expected", "as_expected")
ABOVE: Final[Ratings] = ("above", "above")
BELOW: Final[Ratings] = ("below", "as_expected")
SERVICE_ACCOUNT: Final = "journey"


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
    latest: Ratings | None = AS_EXPECTED
    earlier: Ratings | None = AS_EXPECTED
    status: str = "active"
    retires_next_month: bool = False


@dataclass(frozen=True, slots=True)
class Lead:
    """A named head: of the unit where the parts work ("stage") or of its office ("office")."""

    name: str
    sign_in: str
    note: str


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
        Part("Joko Pamungkas Tanjung", "male", "SMA", "III/b", 70, "at the ceiling of the school diploma"),
        Part("Wulan Nirmala Baskara", "female", "SMA", "II/d", 50, "would cross from II/d to III/a"),
        Part("Galih Cendana Utama", "male", "S1", "III/a", 60, "rated below good last year", latest=BELOW),
        Part("Taufik Danuarta Halim", "male", "S1", "III/a", 62, "suspended", status="suspended"),
        Part("Kartika Puspita Sanjaya", "female", "S1", "III/c", 53, "fulfils everything now", latest=ABOVE),
        Part(
            "Umar Laksmana Fathoni",
            "male",
            "SMA",
            "III/b",
            160,
            "retires next month",
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
        "office": Lead("Tono Adiwangsa Pamungkas", "tono", "head of the personnel office of Palembang"),
    },
}
