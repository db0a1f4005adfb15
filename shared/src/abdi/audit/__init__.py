"""Who changed what and who read whom, durably."""

from abdi.audit.changes import flush_changes, record_bulk, watch_changes
from abdi.audit.reads import NotedRead, ReadAudit, ReadEntry, note_read, take_reads
from abdi.db.context import say_reason

__all__ = [
    "NotedRead",
    "ReadAudit",
    "ReadEntry",
    "flush_changes",
    "note_read",
    "record_bulk",
    "say_reason",
    "take_reads",
    "watch_changes",
]
