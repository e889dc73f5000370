"""A whole installation in one file: every row, every upload, and a digest of each.

The archive is a ZIP: `rows/<model>.jsonl` with one row a line, `files/<name>` as stored,
`files.jsonl` with their sizes and SHA-256, and `manifest.json` with all counts and digests. It
belongs to no kind of database: what SQLite wrote PostgreSQL reads. Encrypted columns stay
encrypted, so whoever restores needs the keys, which are kept apart from it.
"""

from kit.backup.contents import made_since
from kit.backup.making import make
from kit.backup.restoring import Refused, check, restore

__all__ = ["Refused", "check", "made_since", "make", "restore"]
