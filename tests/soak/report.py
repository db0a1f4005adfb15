"""What a soak found, as a table for people."""

from collections.abc import Iterator

from tests.soak.run import Outcome

COUNTS = ("committed", "delivered", "applied", "lost", "double", "out_of_order", "unaudited", "unknown")
MOMENTS = ("start", "middle", "end")


def report(outcome: Outcome) -> Iterator[str]:
    """Blows, sets of ids, growth, and the seed that plays the same again."""
    effort = outcome.effort
    yield f"{effort.seconds:.0f} s at {effort.rate:.0f} requests per second, seed {effort.seed}"
    yield ", ".join(f"{number} {kind}" for kind, number in sorted(outcome.blows.items())) or "no blows"
    yield f"caught up {outcome.catch_up_seconds:.1f} s after the load"
    yield ""
    width = max(len(tally.scenario) for tally in outcome.tallies)
    yield "  ".join([" " * width, *(name.replace("_", " ").rjust(9) for name in COUNTS)])
    for tally in outcome.tallies:
        numbers = (str(getattr(tally, name)).rjust(max(9, len(name))) for name in COUNTS)
        yield "  ".join([tally.scenario.ljust(width), *numbers])
    yield ""
    width = max(len(course.name) for course in outcome.courses)
    heads = ("memory MB", "growth", "sessions", "tasks", "sockets")
    yield f"{'':{width}}  {heads[0]:>17}  {heads[1]:>6}  {heads[2]:>12}  {heads[3]:>12}  {heads[4]:>12}"
    for course in outcome.courses:
        moments = [getattr(course, moment) for moment in MOMENTS]
        memory = " ".join(f"{moment.memory:5.0f}" for moment in moments)
        counts = (
            " ".join(f"{getattr(moment, what):3}" for moment in moments).rjust(12)
            for what in ("sessions", "tasks", "sockets")
        )
        yield "  ".join([course.name.ljust(width), memory.rjust(17), f"{course.growth:6.1%}", *counts])
    yield ""
    complaints = outcome.complaints()
    yield (
        "\n".join(complaints)
        if complaints
        else "Nothing lost, nothing twice, nothing out of order, no growth."
    )
