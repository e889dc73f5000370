"""Reads an existing case document into a draft that a person confirms part by part.

Pure: text in, draft out; nothing here knows the database or a page. What the reader goes by stands
as data in `words/`: word lists and rules, one file for each field.
"""

from portal.intake.draft import FIELDS, Draft, Item, Unread
from portal.intake.reader import read

__all__ = ["FIELDS", "Draft", "Item", "Unread", "read"]
