from abdi.testing.suites import ServiceSuite


class TestPersonnel(ServiceSuite):
    """The registry keeps the promises of every service."""
