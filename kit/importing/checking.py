"""Running the lines of a sheet through an importer: to look, or to enter all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kit.importing import cells
from kit.importing.books import Book
from kit.importing.importer import Column, Importer
from kit.importing.matching import Head

AT_ONCE = 500
TOLD = 1000  # problems kept; somebody with more than these has one cause to find
FOOT = re.compile(r"(填报人|填表人|审核人|制表|合计|总计|小计|注|说明|备注)\s*([:：]|$)")
Beat = Callable[[int], bool]


class Cancelled(Exception):
    """The owner does not want it any more; nothing has been kept."""


@dataclass(frozen=True)
class Problem:
    line: int
    column: str
    shown: str
    text: str


@dataclass
class Report:
    """What a run found, or did. `problems` holds the first of `problem_count`."""

    lines: int = 0
    fresh: int = 0
    existing: int = 0
    faulty: int = 0
    problem_count: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not self.problem_count

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Faulty(Exception):
    """Some lines cannot be entered, so none was."""

    def __init__(self, report: Report) -> None:
        super().__init__("faulty")
        self.report = report


@dataclass(frozen=True)
class Line:
    number: int
    row: Any
    identity: Hashable


def check(book: Book, head: Head, importer: Importer, beat: Beat | None = None) -> Report:
    """Look at every line and write nothing."""
    return _Run(book, head, importer, beat).go(lambda lines: None)


@transaction.atomic
def enter(book: Book, head: Head, importer: Importer, beat: Beat | None = None) -> Report:
    """Enter every line that is not there yet, or raise Faulty and enter none."""
    run = _Run(book, head, importer, beat)
    report = run.go(run.save)
    if not report.is_clean:
        raise Faulty(report)
    return report


class _Run:
    def __init__(self, book: Book, head: Head, importer: Importer, beat: Beat | None) -> None:
        self.book, self.head, self.importer = book, head, importer
        self.beat = beat or (lambda done: True)
        by_name = {column.name: column for column in importer.columns}
        self.places = {by_name[n]: at for at, n in enumerate(head.fields) if n in by_name}
        self.example = {column.name: column.example for column in importer.columns}
        self.report, self.seen = Report(), dict[Hashable, int]()

    def go(self, act: Callable[[list[Line]], None]) -> Report:
        for some in _in_groups(self._written()):
            act(self._fresh(self._built(some)))
            if not self.beat(self.report.lines):
                raise Cancelled
        if not self.report.lines:
            self._tell(self.head.line, "", "", "表头下面没有内容。请从表头的下一行填起。")
        return self.report

    def save(self, lines: list[Line]) -> None:
        """A line the database refuses for a reason nobody foresaw is found and named."""
        if not lines or not self.report.is_clean:
            return
        try:
            with transaction.atomic():
                self.importer.save([line.row for line in lines])
        except IntegrityError:
            for line in lines:
                self._find_refused(line)
            if self.report.is_clean:
                text = "导入的时候有人登记了同样的内容。请重新检查一次。"
                self._tell(lines[0].number, "", "", text)

    def _find_refused(self, line: Line) -> None:
        try:
            with transaction.atomic():
                self.importer.save([line.row])
        except IntegrityError:
            self._tell(line.number, "", "", "和系统里已有的内容冲突，没能登记。请核对这一行。")

    def _written(self) -> Iterator[tuple[int, list[Any]]]:
        """Lines below the head that say something: no blanks, no example, no signatures."""
        for number, line in self.book.lines(self.head.sheet):
            if number <= self.head.line or not any(map(cells.text, line)):
                continue
            first = next(filter(None, map(cells.text, line)))
            if FOOT.match(first) or self._is_example(line):
                continue
            self.report.lines += 1
            if self.report.lines > self.importer.most:
                self.report.lines -= 1
                most = self.importer.most
                self._tell(number, "", "", f"一次最多导入 {most} 行，请分成几个表格。")
                return
            yield number, line

    def _is_example(self, line: Sequence[Any]) -> bool:
        given = {column.name: _cell(line, at) for column, at in self.places.items()}
        wanted = {name: text for name, text in self.example.items() if name in given}
        return any(wanted.values()) and all(
            cells.one_line(given[name]) == text for name, text in wanted.items()
        )

    def _built(self, some: Sequence[tuple[int, list[Any]]]) -> list[Line]:
        found = []
        for number, line in some:
            values, told = {}, self.report.problem_count
            for column in self.importer.columns:
                cell = _cell(line, self.places[column]) if column in self.places else ""
                try:
                    values[column.name] = column.clean(cell, from_1904=self.book.counts_from_1904)
                except ValidationError as error:
                    self._tell(number, column.title, cell, "".join(error.messages))
            row = self._row(number, line, values) if self.report.problem_count == told else None
            if self.report.problem_count > told:
                self.report.faulty += 1
            elif row is not None:
                found.append(Line(number, row, self.importer.identity(row)))
        return found

    def _row(self, number: int, line: Sequence[Any], values: dict[str, Any]) -> Any:
        try:
            return self.importer.build(values)
        except ValidationError as error:
            by_name: dict[str, Column] = {c.name: c for c in self.importer.columns}
            wrong = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
            for name, texts in wrong.items():
                column = by_name.get(name)
                cell = _cell(line, self.places[column]) if column in self.places else ""
                self._tell(number, column.title if column else "", cell, "".join(texts))
            return None

    def _fresh(self, lines: list[Line]) -> list[Line]:
        """Those that are neither in the ledger nor further up in the sheet."""
        known = self.importer.known([line.row for line in lines]) if lines else set()
        fresh = []
        for line in lines:
            earlier = self.seen.setdefault(line.identity, line.number)
            if earlier != line.number:
                self.report.faulty += 1
                text = f"和第 {earlier} 行重复（{self.importer.same}都相同）。请删去其中一行。"
                self._tell(line.number, "", "", text)
            elif line.identity in known:
                self.report.existing += 1
            else:
                fresh.append(line)
        self.report.fresh += len(fresh)
        return fresh

    def _tell(self, number: int, column: str, cell: Any, text: str) -> None:
        self.report.problem_count += 1
        if len(self.report.problems) < TOLD:
            self.report.problems.append(Problem(number, column, cells.one_line(cell)[:60], text))


def _cell(line: Sequence[Any], place: int) -> Any:
    return line[place] if place < len(line) else ""


def _in_groups(lines: Iterator[tuple[int, list[Any]]]) -> Iterator[list[tuple[int, list[Any]]]]:
    while some := list(islice(lines, AT_ONCE)):
        yield some
