"""An archive made while people write holds one moment: what belongs together agrees in it."""

import zipfile
from contextlib import nullcontext
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from bench.failover import until
from kit.backup import contents, making, restore
from kit.models import Phrase
from schools.models import Region, School
from tests import factories as f

pytestmark = pytest.mark.django_db(transaction=True)


class Writer(Thread):
    """Numbers three rows of different tables alike, again and again, each time in a transaction."""

    def __init__(self):
        super().__init__()
        self.over, self.number = Event(), 0
        school = f.SchoolFactory()
        phrase = Phrase.objects.create(wrong="0", right="0")
        self.rows = [
            (Phrase, phrase.pk, "right"),
            (Region, school.region_id, "name"),
            (School, school.pk, "introduction"),
        ]

    def run(self):
        while not self.over.is_set():
            with transaction.atomic():
                for model, pk, field in self.rows:
                    model.objects.filter(pk=pk).update(**{field: str(self.number + 1)})
            self.number += 1
        connection.close()

    def goes_on(self):
        """Until it has written once more, which the table that comes next could show."""
        seen = self.number
        return until(lambda: self.number > seen + 1, 5)


def backed_up(target, monkeypatch):
    """The numbers in an archive, between whose tables somebody wrote each time."""
    writer, table, waited = Writer(), making._table, []

    def slowly(archive, model, names):
        told = table(archive, model, names)
        if model in {model for model, *_ in writer.rows}:
            waited.append(writer.goes_on())
        return told

    monkeypatch.setattr(making, "_table", slowly)
    writer.start()
    try:
        assert writer.goes_on()
        making.make(target)
    finally:
        writer.over.set()
        writer.join()
    assert waited == [True] * 3
    return {
        line[field]
        for model, pk, field in writer.rows
        for line in lines(target, model)
        if line[model._meta.pk.attname] == pk
    }


def lines(target, model):
    with zipfile.ZipFile(target) as archive:
        return list(contents.read_lines(archive, contents.entry(model)))


def test_an_archive_made_while_others_write_is_of_one_moment(tmp_path, monkeypatch):
    (number,) = backed_up(tmp_path / "backup.zip", monkeypatch)
    assert int(number) < int(Phrase.objects.get().right)
    restore(tmp_path / "backup.zip", replace=True)
    assert Phrase.objects.get().right == School.objects.get().introduction == number


def test_without_one_moment_for_all_tables_they_would_differ(tmp_path, monkeypatch):
    monkeypatch.setattr(making, "_moment", nullcontext)
    assert len(backed_up(tmp_path / "backup.zip", monkeypatch)) == 3
