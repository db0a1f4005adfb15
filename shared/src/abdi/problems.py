"""Errors with an HTTP meaning: raised, never returned; answered as problem+json (RFC 9457)."""

from collections.abc import Sequence
from typing import Any, ClassVar

from pydantic import BaseModel, Field

from abdi.i18n import Text
from abdi.reasons import Reason


class Problem(Exception):  # noqa: N818 - the specification's own word
    """An error whose class says status, code and title; `extra` become members of the body.

    A service derives its own from the kind that fits: `class VacancyClosed(Conflict)` with code and title.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal-error"
    title: ClassVar[Text] = Text("Terjadi kesalahan di sisi kami", "Something went wrong on our side")

    def __init__(self, detail: Text | str | None = None, **extra: Any) -> None:
        super().__init__(self.code)
        self.detail = detail
        self.extra = {name: value for name, value in extra.items() if value is not None}
        self.headers: dict[str, str] = {}


class FieldError(BaseModel):
    """One thing wrong with what was sent."""

    place: str = Field(serialization_alias="in", examples=["body", "query", "path", "header"])
    pointer: str
    """JSON pointer inside that place."""
    code: str
    message: str | Text
    """A text is answered in the caller's language."""


class Unauthenticated(Problem):
    status = 401
    code = "unauthenticated"
    title = Text("Masuk terlebih dahulu", "Sign in first")

    def __init__(self, detail: Text | str | None = None, **extra: Any) -> None:
        super().__init__(detail, **extra)
        self.headers["WWW-Authenticate"] = "Bearer"


class Forbidden(Problem):
    status = 403
    code = "forbidden"
    title = Text("Anda tidak berwenang melakukan ini", "You may not do this")


class NotFound(Problem):
    status = 404
    code = "not-found"
    title = Text("Tidak ditemukan", "Not found")


class MethodNotAllowed(Problem):
    status = 405
    code = "method-not-allowed"
    title = Text("Metode tidak tersedia di alamat ini", "Method not available at this address")


class Conflict(Problem):
    """What is asked does not fit the present state; say which state and what it allows."""

    status = 409
    code = "conflict"
    title = Text("Bertentangan dengan keadaan saat ini", "Conflicts with the current state")

    def __init__(
        self,
        detail: Text | str | None = None,
        *,
        current_state: str | None = None,
        allowed: Sequence[str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(detail, current_state=current_state, allowed=allowed, **extra)


class AlreadyExists(Conflict):
    code = "already-exists"
    title = Text("Sudah ada", "Already exists")


class RequestInProgress(Conflict):
    """The same Idempotency-Key is being worked on right now."""

    code = "request-in-progress"
    title = Text("Permintaan yang sama sedang diproses", "The same request is in progress")

    def __init__(self) -> None:
        super().__init__()
        self.headers["Retry-After"] = "1"


class RuleBroken(Problem):
    """A rule of the domain forbids it; `reasons` name the rules."""

    status = 409
    code = "rule-broken"
    title = Text("Tidak memenuhi ketentuan", "A rule is not met")

    def __init__(
        self, detail: Text | str | None = None, *, reasons: Sequence[Reason] = (), **extra: Any
    ) -> None:
        super().__init__(detail, reasons=list(reasons), **extra)


class PreconditionFailed(Problem):
    status = 412
    code = "precondition-failed"
    title = Text("Data sudah diubah pihak lain", "Somebody else changed it meanwhile")


class TooLarge(Problem):
    status = 413
    code = "too-large"
    title = Text("Permintaan terlalu besar", "The request is too large")


class UnsupportedMediaType(Problem):
    status = 415
    code = "unsupported-media-type"
    title = Text("Jenis isi tidak didukung", "This kind of content is not supported")


class Malformed(Problem):
    """What was sent cannot be understood; `errors` say where."""

    status = 422
    code = "malformed"
    title = Text("Isian tidak sesuai", "The request is malformed")

    def __init__(
        self, detail: Text | str | None = None, *, errors: Sequence[FieldError] = (), **extra: Any
    ) -> None:
        super().__init__(detail, errors=list(errors), **extra)


class IdempotencyKeyReused(Malformed):
    code = "idempotency-key-reused"
    title = Text(
        "Idempotency-Key sudah dipakai untuk permintaan lain",
        "The Idempotency-Key was used for another request",
    )


class PreconditionRequired(Problem):
    status = 428
    code = "precondition-required"
    title = Text("Sertakan If-Match dari data terakhir", "Send If-Match of the latest version")


class Internal(Problem):
    """What nobody foresaw; the log has the details, the answer only the request id."""


class Unavailable(Problem):
    status = 503
    code = "unavailable"
    title = Text("Layanan sedang tidak tersedia", "The service is not available now")

    def __init__(self, detail: Text | str | None = None, *, retry_after: int = 5, **extra: Any) -> None:
        super().__init__(detail, **extra)
        self.headers["Retry-After"] = str(retry_after)
