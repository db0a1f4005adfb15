"""What can go wrong with the broker, in our words."""


class BrokerUnavailable(Exception):  # noqa: N818 - named by the fact
    """There is no usable connection, or no answer. What was asked may or may not have happened: ask again."""


class ConsumerGone(Exception):  # noqa: N818 - named by the fact
    """The durable does not exist on the server as the code needs it (any more); it is made again."""


class StreamMismatch(Exception):  # noqa: N818 - named by the fact
    """A stream exists with other settings, and changing it could lose events."""
