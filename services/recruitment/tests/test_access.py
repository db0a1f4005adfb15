"""Together the access suites of the features try every route that asks who calls."""

from abdi.testing.access_parts import PartsSuite


class TestParts(PartsSuite):
    """Each permission's routes are tried in one feature's `test_access.py`."""
