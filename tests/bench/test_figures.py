import json
from functools import partial
from pathlib import Path

from tests.bench.figures import Figure, at_least, at_most, compared, keep, table
from tests.bench.rounds import in_turns, middle, percentile


def test_a_goal_is_judged_by_the_ratio_where_there_is_a_floor() -> None:
    assert compared("read", "1/s", (60, 100), at_least(0.6)).is_reached is True
    assert compared("read", "1/s", (59, 100), at_least(0.6)).is_reached is False
    assert Figure("memory", "MB", 401, goal=at_most(400)).is_reached is False
    assert compared("wait", "ms", (1, 2)).is_reached is None


def test_table_says_what_was_not_reached() -> None:
    shown = table([compared("read", "1/s", (1_250, 5_000), at_least(0.6)), Figure("memory", "MB", 4.25)])
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in shown.splitlines()]
    assert cells[0] == ["figure", "ours", "floor", "ratio", "goal", "reached"]
    assert cells[2] == ["read (1/s)", "1,250", "5,000", "0.25", ">= 0.6", "NO"]
    assert cells[3] == ["memory (MB)", "4.25", "", "", "", ""]


def test_kept_file_holds_machine_and_figures(tmp_path: Path) -> None:
    file = tmp_path / "build" / "bench.json"
    keep(file, [compared("read", "1/s", (60, 100), at_least(0.6))], rounds=3)
    kept = json.loads(file.read_text())
    assert kept["rounds"] == 3
    assert kept["machine"]["cores"] > 0
    assert (kept["figures"][0]["ratio"], kept["figures"][0]["is_reached"]) == (0.6, True)


def test_rounds_take_turns_and_every_second_goes_backwards() -> None:
    order: list[str] = []

    def run(name: str) -> float:
        order.append(name)
        return float(len(order))

    given = in_turns(3, {name: partial(run, name) for name in ("ours", "floor")})
    assert order == ["ours", "floor", "floor", "ours", "ours", "floor"]
    assert middle(given["ours"], float) == 4.0


def test_percentile_is_one_of_the_values() -> None:
    values = [float(number) for number in range(100, 0, -1)]
    assert (percentile(values, 0.5), percentile(values, 0.99), percentile([7.0], 0.99)) == (51.0, 99.0, 7.0)
