"""Rows of one file that say different things of one matter."""

from collections.abc import Sequence

from abdi.bulk.rows import RowError
from abdi.i18n import Text


def contradictory(number: int, numbers: Sequence[int], matter: Text) -> RowError:
    """That the row `number` contradicts the others of `numbers` about `matter`; none of them is taken."""
    others = ", ".join(str(other) for other in numbers if other != number)
    message = Text(
        f"baris ini bertentangan dengan baris {others} tentang {matter.id}",
        f"this row contradicts row {others} about {matter.en}",
    )
    hint = Text("hapus baris yang salah", "remove the rows that are wrong")
    return RowError(number, "", "contradictory_in_file", message, hint)
