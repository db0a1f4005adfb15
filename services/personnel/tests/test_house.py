from collections.abc import Mapping
from typing import ClassVar

from abdi.testing.suites import ServiceSuite


class TestPersonnel(ServiceSuite):
    """The registry keeps the promises of every service."""

    open_tables: ClassVar[Mapping[str, str]] = {
        "standing_change": "written by triggers on the directory; opaque ids only, like the directory"
    }
