"""Spreadsheets as people make them, and a ledger in memory to import them into."""

from io import BytesIO

import xlsxwriter
from django import forms
from django.core.exceptions import ValidationError

from kit.dates import PartialDateField
from kit.importing.books import opened
from kit.importing.checking import check
from kit.importing.importer import Column, Importer, NamedField
from kit.importing.matching import find_head


def xlsx(*lines, name="表", before=(), options=None, **merged):
    """`before` are other sheets in front; merged={"A1:C1": "title"} is passed as keywords."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, options or {}) as book:
        for other in before:
            sheet = book.add_worksheet(other)
            sheet.write(0, 0, f"{other}不是要导入的")
        sheet = book.add_worksheet(name)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, line in enumerate(lines):
            for place, cell in enumerate(line):
                look = day if hasattr(cell, "year") else None
                if cell != "":
                    sheet.write(number, place, cell, look)
        for area, text in merged.items():
            sheet.merge_range(area, text)
    out.seek(0)
    return out


class Things(Importer):
    """Remembers what was saved."""

    key, noun, same, list_url = "things", "东西", "名称和时间", ""
    places = {"东校区": 1, "西校区": 2, "分校": None}
    held: set = set()

    def make_columns(self):
        fields = {
            "title": forms.CharField(max_length=10, error_messages={"required": "请填写名称。"}),
            "kind": forms.ChoiceField(choices=[("a", "甲类"), ("b", "乙类")], initial="a"),
            "kinds": forms.MultipleChoiceField(
                choices=[("x", "线上"), ("y", "线下")], required=False
            ),
            "at": PartialDateField(required=False),
            "on": forms.DateField(required=False),
            "count": forms.IntegerField(required=False, min_value=0),
            "open": forms.BooleanField(required=False, initial=True),
            "place": NamedField(
                self.places, "校区", ["东校区", "西校区"], label="校区", required=False
            ),
            "code": forms.CharField(required=False),
        }
        titles = {
            "title": ("名称", ("活动名称",)),
            "kind": ("类别", ()),
            "kinds": ("形式", ()),
            "at": ("时间", ("日期",)),
            "on": ("截止日期", ()),
            "count": ("人数", ("参加人数",)),
            "open": ("公开", ()),
            "place": ("校区", ()),
            "code": ("编号", ()),
        }
        return [
            Column(
                titles[name][0],
                name,
                field,
                titles[name][1],
                {"第一类": "甲类"},
                example="示例" if name == "title" else "",
                is_code=name == "code",
            )
            for name, field in fields.items()
        ]

    def build(self, values):
        if values["title"] == "矛盾":
            raise ValidationError({"count": "这样的东西没有人数，请清空。"})
        return values

    def identity(self, row):
        return (row["title"], row["at"])

    def known(self, rows):
        return {self.identity(row) for row in rows if row["title"] in self.held}

    def save(self, rows):
        self.saved = [*getattr(self, "saved", []), *rows]


def checked(file, sheet=""):
    importer = Things(None)
    with opened(file) as book:
        head = find_head(book, importer.columns, sheet)
        return check(book, head, importer)


def told(file):
    return [(p.line, p.column, p.text) for p in checked(file).problems]
