"""What is answered when another service gave no usable answer."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from abdi.i18n import Text
from abdi.problems import Unavailable

FailureReason = Literal["timeout", "unavailable", "breaker_open", "overloaded", "invalid_answer"]


class UpstreamFailed(Unavailable):
    """A service gave no usable answer; `reason` says why."""

    details: ClassVar[Mapping[FailureReason, Text]] = {
        "timeout": Text("Layanan {} tidak menjawab pada waktunya.", "The {} service did not answer in time."),
        "unavailable": Text(
            "Layanan {} sedang tidak dapat dihubungi.", "The {} service cannot be reached at the moment."
        ),
        "breaker_open": Text(
            "Layanan {} sedang bermasalah dan dicoba lagi sebentar lagi.",
            "The {} service is failing and will be tried again shortly.",
        ),
        "overloaded": Text("Layanan {} sedang terlalu sibuk.", "The {} service is too busy at the moment."),
        "invalid_answer": Text(
            "Jawaban layanan {} tidak dapat dibaca.", "The answer of the {} service cannot be read."
        ),
    }

    def __init__(self, upstream: str, reason: FailureReason, *, retry_after: int = 2) -> None:
        said = self.details[reason]
        detail = Text(said.id.format(upstream), said.en.format(upstream))
        super().__init__(detail, retry_after=retry_after, upstream=upstream, reason=reason)
        self.upstream = upstream
        self.reason = reason
