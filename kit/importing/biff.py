"""What an .xls holds, told from its records before anything opens it.

The old format keeps a workbook as a stream of records (BIFF) inside a small file system of its own
(Compound File, [MS-CFB] and [MS-XLS]). A reader reserves the whole rectangle between the first and
the last cell of each sheet: six kilobytes can ask for two gigabytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

START = b"\xd0\xcf\x11\xe0"
MINI, ENTRY = 64, 128  # bytes of a small sector, and of a directory entry
ROOT = 5
LAST, END = 0xFFFFFFFA, 0xFFFFFFFE  # numbers from LAST on end a chain
BOOKS = ("Workbook", "Book")
MACROS = "_VBA_PROJECT"
BOF = {0x0009, 0x0209, 0x0409, 0x0809}
# One cell with content per record; blanks that are only formatted count for nothing.
CELLS = {0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x0203, 0x0204, 0x0205, 0x0206, 0x0406, 0x027E}
CELLS |= {0x00D6, 0x00FD}
MULTIPLE = 0x00BD  # several numbers of one row; the last column stands at its end


class Compound:
    """The files of a Compound File by name; ValueError when its tables lead nowhere."""

    def __init__(self, content: bytes) -> None:
        try:
            self._open(content)
        except (struct.error, IndexError) as error:
            raise ValueError("broken tables") from error

    def _open(self, content: bytes) -> None:
        shift, cutoff = content[30], _number(content, 56)
        if shift not in (9, 12):
            raise ValueError("unknown size of sectors")
        size = 1 << shift
        self.sectors = [content[at : at + size] for at in range(size, len(content), size)]
        self.table = self._table(content)
        entries = list(self._entries(self._chain(_number(content, 48))))
        self.root = next((first for _, kind, first, _ in entries if kind == ROOT), END)
        self.small = _numbers(self._chain(_number(content, 60)))
        self.files = {name: b"" for name, *_ in entries}
        for name, _, first, length in entries:
            if name in BOOKS:
                read = self._minis if length < cutoff else self._chain
                self.files[name] = read(first)[:length]

    def _table(self, content: bytes) -> list[int]:
        """For each sector the next one of its file."""
        places = [n for n in _numbers(content[76:512]) if n < LAST]
        further = _number(content, 68)
        while further < LAST and len(places) < len(self.sectors):
            *more, further = _numbers(self.sectors[further])
            places += [n for n in more if n < LAST]
        return [number for place in places for number in _numbers(self.sectors[place])]

    def _chain(self, first: int) -> bytes:
        return b"".join(self.sectors[n] for n in _follow(first, self.table))

    def _minis(self, first: int) -> bytes:
        """A small file: its sectors stand in the one big file of the root."""
        held = self._chain(self.root)
        return b"".join(held[n * MINI : (n + 1) * MINI] for n in _follow(first, self.small))

    def _entries(self, directory: bytes) -> Iterator[tuple[str, int, int, int]]:
        for at in range(0, len(directory) - ENTRY + 1, ENTRY):
            entry = directory[at : at + ENTRY]
            length = max(0, min(64, struct.unpack_from("<H", entry, 64)[0]) - 2)
            name = entry[:length].decode("utf-16-le", "replace")
            yield name, entry[66], _number(entry, 116), _number(entry, 120)


def has_macros(files: dict[str, bytes]) -> bool:
    return any(name.startswith(MACROS) for name in files)


def area(files: dict[str, bytes]) -> int:
    """Cells between the first and the last written one, over all sheets."""
    return sum(_area(files[name]) for name in BOOKS if name in files)


def _area(book: bytes) -> int:
    total, at = 0, 0
    top = left = 1 << 16
    bottom = right = -1
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        at += 4
        if kind in BOF:
            total += max(0, bottom - top + 1) * max(0, right - left + 1)
            top, left, bottom, right = 1 << 16, 1 << 16, -1, -1
        elif (kind in CELLS or kind == MULTIPLE) and length >= 6 and at + length <= len(book):
            row, column = struct.unpack_from("<HH", book, at)
            last = struct.unpack_from("<H", book, at + length - 2)[0] if kind == MULTIPLE else 0
            top, left = min(top, row), min(left, column)
            bottom, right = max(bottom, row), max(right, column, last)
        at += length
    return total + max(0, bottom - top + 1) * max(0, right - left + 1)


def _follow(first: int, table: list[int]) -> Iterator[int]:
    """The sectors of one file; a chain that bites its tail is broken."""
    left, here = len(table), first
    while here < LAST:
        if not left:
            raise ValueError("endless chain")
        yield here
        left, here = left - 1, table[here]


def _number(content: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", content, at)[0])


def _numbers(content: bytes) -> list[int]:
    return [n for (n,) in struct.iter_unpack("<I", content[: len(content) // 4 * 4])]
