"""A small selection, played through the gateway of the whole suite as a user starts it."""

import pytest

from tests.journeys.conftest import Selected
from tests.journeys.selection.figures import SMALL, Size
from tests.journeys.selection.posts import DISABILITY, posts_of

pytestmark = pytest.mark.xdist_group("suite")


def test_a_selection_goes_from_empty_posts_to_employees(selected: Selected) -> None:
    counts = selected.stage.counts
    assert selected.told[-1] == "The selection is over; everything came true."
    assert counts["applications submitted"] == SMALL.applicants
    assert counts["MS after the objections"] == SMALL.passed
    assert counts["appointed and registered"] == counts["invited"] > 1
    assert counts["events of the play"] > sum(selected.stage.expected.values()) > SMALL.passed
    for service, said in selected.dead.items():
        assert "0 dead events" in said, service


def test_the_large_one_has_the_figures_of_pontianak_2024() -> None:
    size = Size()
    assert (size.applicants, size.openings, size.health, size.technical) == (8140, 388, 61, 327)
    assert (size.passed, size.deserted, size.session, size.test_days) == (4746, 24, 300, 4)
    assert size.applicants - size.refused + size.accepted == size.passed


@pytest.mark.parametrize("openings", [6, 14, 40, 388, 1000])
def test_posts_have_every_opening_and_the_share_for_disability(openings: int) -> None:
    size = Size(max(20, 20 * openings), openings)
    posts = posts_of(size)
    assert sum(post.chairs for post in posts) == openings
    assert sum(post.openings.get(DISABILITY, 0) for post in posts) * 100 >= 2 * openings
    assert sum(post.chairs for post in posts if post.is_deserted) == size.deserted


def test_a_selection_too_small_to_show_anything_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 20 applicants"):
        Size(10, 2)
