"""Days in sentences."""

from datetime import date

from abdi.dates import in_words
from abdi.i18n import Text


def test_a_day_is_written_as_in_a_letter() -> None:
    assert in_words(date(2028, 6, 1)) == Text("1 Juni 2028", "1 June 2028")
    assert in_words(date(2025, 12, 31)) == Text("31 Desember 2025", "31 December 2025")
