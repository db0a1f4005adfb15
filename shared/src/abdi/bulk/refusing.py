"""How a cell says that it cannot be taken."""

from abdi.i18n import Text


class CellRefused(ValueError):  # noqa: N818 - errors are named by the fact
    """A cell means nothing or two things; raised by validators of cells, told as the error of its row."""

    def __init__(self, code: str, message: Text, suggestion: Text | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.suggestion = suggestion


def said(value: str) -> Text:
    """A suggestion that is the mended value itself."""
    return Text(value, value)
