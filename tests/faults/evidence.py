"""What is left behind: an audit entry for every change (I5), and nobody's data in the logs (I7).

There is no sealed tree of audit entries yet, so what is checked is that each change is in exactly one.
"""

import asyncio
from collections import Counter
from typing import Final

from tests.faults.stage import Member, Stage

PERSONAL: Final = ("Siti Aminah", "199001012015031001", "1671055501900003", "siti.aminah@contoh.test")
"""Name, NIP, NIK and e-mail address that every request and event of the scenarios carries."""

REMARK: Final = " / ".join(PERSONAL)

_AUDITED: Final = """
    SELECT change->>'id' AS id FROM audit_entry, jsonb_array_elements(changes->'changes') AS change
    WHERE change->>'entity' = $1 AND change->>'change' = 'insert'
"""


async def unaudited(member: Member, entity: str, key: str = "id::text") -> int:
    """How many rows of `entity` are not in exactly one audit entry, and entries of rows that never were."""
    rows = Counter(row["key"] for row in await member.rows(f"SELECT {key} AS key FROM {entity}"))
    entries = Counter(row["id"] for row in await member.rows(_AUDITED, entity))
    return ((rows - entries) + (entries - rows)).total()


async def leaked(stage: Stage) -> int:
    """How often somebody's data stand in what the processes of the stage wrote."""
    written = await asyncio.to_thread(lambda: "".join(log.read_text() for log in stage.logs))
    assert '"level":' in written, "the processes logged nothing, so nothing can be said"
    return sum(written.count(words) for words in PERSONAL)
