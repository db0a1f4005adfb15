"""What lets a stranger check what was published, offline and without trusting the publisher's servers.

Pure functions over bytes: `merkle` (a log that only grows), `keys` and `notes` (signatures), `heads` (signed
states of the log), `commitments` (private fields that can be opened later), `canonical` and `manifest` (a
package of files).
What this proves and what it does not: docs/decisions/0015-publication-that-a-stranger-can-check.md.
"""
