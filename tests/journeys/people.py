"""The people of the journey: made anew for each play, so that it can be played again and again."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from tests.journeys import files
from tests.journeys.files import Identity, Rows

STAFF: Final = ("superior", "officer", "delegate", "former_delegate", "outsider")
UNITS: Final = {"superior": 1, "officer": 2, "delegate": 1, "former_delegate": 1, "outsider": 2}


@dataclass(frozen=True)
class Cast:
    """Who plays, by NIP, and the candidate who is not in the registry yet."""

    run: str
    nips: dict[str, str]
    candidate: Identity
    appointed_on: date
    """First day of the candidate's service: early last year, so that last year can be evaluated."""


def write_files(folder: Path, today: date) -> Cast:
    """Write the files of a new cast into `folder`.

    A unit with a head, two colleagues and an empty post; another unit with the personnel officer and somebody
    who has nothing to do with the first. One colleague stands in for the head this week, the other did until
    yesterday.
    """
    luck = random.SystemRandom()
    run = f"{luck.randrange(10**6):06d}"
    since = date(today.year - 9, 3, 1)
    who = {part: files.identity(luck, born=today.year - 40, appointed=since) for part in STAFF}
    first_day = date(today.year - 1, 2, 1)
    cast = Cast(
        run=run,
        nips={part: known.nip for part, known in who.items()},
        candidate=files.identity(luck, born=today.year - 25, appointed=first_day),
        appointed_on=first_day,
    )
    files.write(folder, _organisation(run) | _staff(run, who, since) | _authority(cast, today))
    return cast


def _organisation(run: str) -> dict[str, Rows]:
    units = {number: f"J{run}{number}" for number in (1, 2)}
    staffed = [
        (f"J{run}-{place}", units[UNITS[part]], part == "superior") for place, part in enumerate(STAFF)
    ]
    return {
        "agencies": [files.AGENCY_ROW],
        "units": [files.unit(code, f"Subbagian Perjalanan {code}") for code in units.values()],
        "positions": [
            *(files.position(code, unit, is_head=leads) for code, unit, leads in staffed),
            files.position(f"J{run}-9", units[1], is_head=False),
        ],
    }


def _staff(run: str, who: dict[str, Identity], since: date) -> dict[str, Rows]:
    promoted = date(since.year + 4, 4, 1)
    nips = [known.nip for known in who.values()]
    titles = {part: f"{part.replace('_', ' ').title()} Perjalanan" for part in who}
    return {
        "employees": [files.employee(titles[part], known, since) for part, known in who.items()],
        "ranks": [
            row
            for nip in nips
            for row in (
                files.rank(nip, "III/a", since, kind="appointment"),
                files.rank(nip, "III/b", promoted, kind="regular"),
            )
        ],
        "educations": [files.education(nip, date(since.year - 1, 7, 1)) for nip in nips],
        "appointments": [
            files.appointment(nip, f"J{run}-{place}", promoted) for place, nip in enumerate(nips)
        ],
        "superiors": [
            {
                "nip": who[part].nip,
                "superior_nip": who["superior"].nip,
                "effective_from": promoted.isoformat(),
            }
            for part in ("delegate", "former_delegate")
        ],
    }


def _authority(cast: Cast, today: date) -> dict[str, Rows]:
    nips = cast.nips
    yesterday, last_week = today - timedelta(days=1), today - timedelta(days=7)
    return {
        "roles": [files.role(nips["officer"], "agency_officer", last_week)],
        "delegations": [
            files.delegation(nips["superior"], nips["delegate"], today, today + timedelta(days=6)),
            files.delegation(nips["superior"], nips["former_delegate"], last_week, yesterday),
        ],
    }
