"""What every step of the journey plays on: the suite, the people's sessions, the times of effects."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.journeys.people import Cast
from tests.journeys.suite import Refusal, Session, Suite, seen_after

Found = dict[str, Any]
Look = Callable[[], Found | None]


@dataclass
class Stage:
    """The play so far."""

    suite: Suite
    say: Callable[[str], None]
    cast: Cast
    sessions: dict[str, Session]
    """By part: superior, officer, delegate, former_delegate, outsider, and later the employee."""
    ids: dict[str, str]
    effects: dict[str, float] = field(default_factory=dict)
    """Milliseconds from the commit's answer to the visible effect, by step."""
    refusals: dict[str, str] = field(default_factory=dict)
    """What was refused to whom, and how."""

    @property
    def today(self) -> date:
        """The day of the play."""
        return self.suite.clock.today()

    @property
    def officer(self) -> Session:
        """The personnel officer."""
        return self.sessions["officer"]

    def wait(self, step: str, what: str, look: Look) -> Found:
        """What `look` sees once it sees something; says after how long."""
        found, waited = seen_after(look)
        self.effects[step] = waited
        self.say(f"   {what}: visible through the gateway after {waited:.0f} ms")
        return found

    def refuse(self, step: str, part: str, ask: Callable[[Session], Refusal]) -> None:
        """Let `part` try what it may not. Raises AssertionError when it succeeds."""
        refusal = ask(self.sessions[part])
        assert refusal.status in {403, 404}, f"{part} was not refused: {refusal}"
        self.refusals[f"{step}: {part}"] = str(refusal)
        self.say(f"   {part.replace('_', ' ')} is refused: {refusal}")

    def profile(self, part: str = "officer", *, of: str = "employee") -> Found:
        """The composed profile as somebody sees it."""
        return self.sessions[part].get(f"/v1/employees/{self.ids[of]}/profile")

    def seen_in_profile(self, wanted: Callable[[Mapping[str, Any]], bool]) -> Look:
        """A look at the profile that sees it when its sections are as wanted."""

        def look() -> Found | None:
            profile = self.profile()
            return profile if wanted(profile["data"]) else None

        return look
