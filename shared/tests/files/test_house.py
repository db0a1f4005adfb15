"""What every service promises holds for one that keeps files and tells people."""

from typing import ClassVar

from abdi.testing.suites import ServiceSuite


class TestHouse(ServiceSuite):
    """Tables and fences among the rest."""

    open_tables: ClassVar[dict[str, str]] = {}
