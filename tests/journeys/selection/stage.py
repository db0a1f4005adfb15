"""What every step of the selection plays on."""

import csv
import io
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from tests.journeys.selection.calendar import ZONE, Day
from tests.journeys.selection.crowd import Door
from tests.journeys.selection.figures import Size
from tests.journeys.selection.people import Person, Target
from tests.journeys.selection.posts import Post
from tests.journeys.selection.registry import AGENCY, Agency
from tests.journeys.suite import Session, Suite

Found = dict[str, Any]
PATIENCE_SECONDS: Final = 1_200.0
_SEED: Final = 2024
_POLL_SECONDS: Final = 0.5
_LARGEST_PAGE: Final = 200
_BATCH: Final = 200
_UNDER_WAY: Final = frozenset({"queued", "reading", "judging", "writing", "running", "computing", "making"})


@dataclass
class Stage:
    """The play so far."""

    suite: Suite
    say: Callable[[str], None]
    size: Size
    posts: list[Post]
    agency: Agency
    door: Door
    staff_ids: dict[str, str]
    began_at: datetime
    """By the machine's clock, which the broker reads too."""
    luck: random.Random = field(default_factory=lambda: random.Random(_SEED))  # noqa: S311 - a play
    """The fates, the same in every play of a size; who the people are is another matter each time."""
    first_day: date | None = None
    selection_id: str = ""
    targets: list[Target] = field(default_factory=list)
    positions: dict[int, list[str]] = field(default_factory=dict)
    """The vacant positions of each post."""
    people: list[Person] = field(default_factory=list)
    rankings: dict[str, Found] = field(default_factory=dict)
    """By stage, the published ranking that counts."""
    expected: dict[str, int] = field(default_factory=dict)
    """How many events of which name the broker must have of this selection."""
    counts: dict[str, int] = field(default_factory=dict)
    """What the play found, to be looked at by whoever started it."""

    @property
    def today(self) -> date:
        """The agency's day."""
        return self.suite.clock.today(ZONE)

    @property
    def path(self) -> str:
        """The address of the selection."""
        return f"/v1/selections/{self.selection_id}"

    def staff(self, part: str) -> Session:
        """One of the staff, signed in anew: tokens end while the days go by."""
        return self.suite.sign_in(AGENCY, self.staff_ids[part])

    def go_to(self, day: Day) -> None:
        """Let the suite live on a day of the schedule. Raises AssertionError when it is past that."""
        assert self.first_day is not None, "the selection is not announced yet"
        ahead = (self.first_day + timedelta(days=day) - self.today).days
        assert ahead >= 0, f"{day.name} is over"
        if ahead:
            self.suite.run("clock", "--days", str(ahead))
        self.say(f"   [day {int(day)}, {self.today}]")

    def eligible(self) -> list[Person]:
        """Who goes on after the objections."""
        return [person for person in self.people if person.is_eligible]

    def count(self, what: str, found: int, wanted: int) -> None:
        """Say and keep a number. Raises AssertionError when it is not the one that was wanted."""
        self.counts[what] = found
        self.say(f"   {what}: {found:,}")
        assert found == wanted, f"{what}: {found:,}, not {wanted:,}"

    def pages(self, part: str, path: str) -> Iterator[Found]:
        """Every row of a list."""
        session = self.staff(part)
        joint, cursor = ("&" if "?" in path else "?"), ""
        while True:
            page = session.get(f"{path}{joint}limit={_LARGEST_PAGE}{cursor}")
            yield from page["data"]
            if not page["page"]["has_more"]:
                return
            cursor = f"&cursor={page['page']['next_cursor']}"

    def batches(self, part: str, path: str, items: Sequence[Mapping[str, Any]]) -> list[Found]:
        """What became of all items. Raises AssertionError when one was refused."""
        outcomes: list[Found] = []
        for start in range(0, len(items), _BATCH):
            answer = self.staff(part).post(path, {"items": items[start : start + _BATCH]})
            refused = [one["problem"] for one in answer["items"] if one["outcome"] != "done"]
            assert not refused, f"{path}: {len(refused)} refused, the first: {refused[0]}"
            outcomes += answer["items"]
        return outcomes

    def follow(self, part: str, path: str) -> Found:
        """Something that is made in the background, once it is done. Raises AssertionError in vain."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            found = self.staff(part).get(path)
            if found["state"] not in _UNDER_WAY:
                return found
            assert time.monotonic() < deadline, f"{path} is {found['state']} for too long"
            time.sleep(_POLL_SECONDS)

    def step(self, part: str, what: str) -> Found:
        """What came of a step that takes everybody at once. Raises AssertionError when it is refused."""
        asked = self.staff(part).post(f"{self.path}/{what}")
        step = self.follow(part, f"{self.path}/verification-steps/{asked['id']}")
        assert step["state"] == "finished", f"{what}: {step['state']}, {step['failure']}"
        done: Found = step["pre_check"] or step["acceptance"] or step["announcement"]
        return done

    def wait(self, look: Callable[[], Found | None], what: str) -> Found:
        """What `look` sees once it sees something. Raises AssertionError when it sees nothing."""
        begin = time.monotonic()
        while (found := look()) is None:
            assert time.monotonic() - begin < PATIENCE_SECONDS, f"not seen: {what}"
            time.sleep(_POLL_SECONDS)
        self.say(f"   {what}: after {time.monotonic() - begin:.1f} s")
        return found

    def take_file(self, part: str, kind: str, rows: Sequence[Mapping[str, Any]]) -> Found:
        """Import a file, tried first. Raises AssertionError when a row is refused."""
        for query in ("?dry_run=true", ""):
            place = self.staff(part).send_file(f"/v1/imports/{kind}{query}", written(rows), "text/csv")
            done = self.follow(part, place)
            assert done["state"] == "finished", self._complaint(part, place, done)
            assert done["errors"] == 0, self._complaint(part, place, done)
        return done

    def send(self, part: str, kind: str, rows: Sequence[Mapping[str, Any]]) -> Found:
        """What comes of a file, whatever that is."""
        place = self.staff(part).send_file(f"/v1/imports/{kind}", written(rows), "text/csv")
        return self.follow(part, place)

    def _complaint(self, part: str, place: str, done: Found) -> str:
        errors = self.staff(part).fetch(f"{place}/errors?format=csv").decode()
        return f"{place}: {done['state']}, {done.get('failure')}\n{errors[:2000]}"


def written(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Rows as a CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
