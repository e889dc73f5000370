"""Rehearsal of a total loss: the seeded installation in an archive, put up elsewhere, compared.

DATABASE_URL=… python -m bench.restoring

Meanwhile somebody writes two tables alike, and the archive has to hold both as of one moment. It is
restored into an empty PostgreSQL database, made beside the present one, and into an empty SQLite
file; every row and every upload is compared by its SHA-256. Then single bytes of the archive are
changed, and each time it has to be refused. Nothing is left behind.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from activities.models import ActivityPhoto  # noqa: E402
from bench import report  # noqa: E402
from kit.backup import contents  # noqa: E402
from kit.models import Phrase, SpecialDay  # noqa: E402

UPLOADS, SMALLEST, LARGEST = 2000, 20_000, 80_000  # pictures, bytes of each
BLOWS = 5
DAY = date(1999, 9, 9)  # a special day that nobody has
URL = os.environ.get("DATABASE_URL", "")


class Writer(Thread):
    """Numbers a row in each of two tables alike, again and again, while the archive is made."""

    def __init__(self) -> None:
        super().__init__()
        self.over, self.number = Event(), 0
        self.rows = {
            Phrase: (Phrase.objects.create(wrong="bench", right="0").pk, "right"),
            SpecialDay: (SpecialDay.objects.create(date=DAY, name="0").pk, "name"),
        }

    def write(self, number: int) -> None:
        with transaction.atomic():
            for model, (pk, field) in self.rows.items():
                model._base_manager.filter(pk=pk).update(**{field: str(number)})

    def run(self) -> None:
        while not self.over.wait(0.01):
            self.number += 1
            self.write(self.number)
        connection.close()

    def __enter__(self) -> Writer:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        self.join()

    def told(self, path: Path) -> list[str]:
        """The numbers in the archive; the rows here are put back to the first of them."""
        with zipfile.ZipFile(path) as archive:
            found = [
                line[field]
                for model, (pk, field) in self.rows.items()
                for line in contents.read_lines(archive, contents.entry(model))
                if line["id"] == pk
            ]
        self.write(int(found[0]))
        return found

    def end(self) -> None:
        for model, (pk, _) in self.rows.items():
            model._base_manager.filter(pk=pk).delete()


class Machine(NamedTuple):
    """An installation of its own; the keys go with it, as `docs/operations.md` says."""

    place: Path
    database: str

    def run(self, *words: str, quiet: bool = False) -> tuple[float, float, str]:
        """Seconds, the most memory it held in MB, and what it said; ends all when it fails."""
        env = os.environ | {
            "DATABASE_URL": self.database,
            "VAR_DIR": str(self.place),
            "MEDIA_ROOT": str(self.place / "media"),
            "AUDIT_KEY": settings.AUDIT_KEY,
            "FIELD_ENCRYPTION_KEYS": ",".join(settings.FIELD_ENCRYPTION_KEYS),
        }
        start = time.monotonic()
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as wrong:
            process = subprocess.Popen(  # noqa: S603
                [sys.executable, *words], env=env, stdout=out, stderr=wrong
            )
            _, process.returncode, usage = os.wait4(process.pid, 0)
            out.seek(0)
            wrong.seek(0)
            said, why = out.read(), wrong.read()
        if process.returncode and not quiet:
            sys.exit(f"{' '.join(words)}: {why[-2000:]}")
        took = time.monotonic() - start
        return took, usage.ru_maxrss / 1024, said if not process.returncode else ""


def everything() -> Iterator[tuple[str, str]]:
    """Each table with the SHA-256 of its rows, and each upload with its own."""
    for model in contents.kept_models():
        told = hashlib.sha256()
        for row in model._base_manager.order_by("pk").values().iterator(5000):
            told.update(json.dumps(row, default=str, sort_keys=True).encode())
        yield model._meta.label, told.hexdigest()
    for path in sorted(Path(settings.MEDIA_ROOT).rglob("*")):
        if path.is_file():
            name = path.relative_to(settings.MEDIA_ROOT).as_posix()
            yield name, hashlib.sha256(path.read_bytes()).hexdigest()


def uploads(media: Path, dice: random.Random) -> None:
    """The seed names pictures and makes none: here are some, of bytes that cannot be packed."""
    for name in ActivityPhoto.objects.order_by("pk").values_list("image", flat=True)[:UPLOADS]:
        path = media / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(dice.randbytes(dice.randint(SMALLEST, LARGEST)))


@contextmanager
def empty_server(name: str) -> Iterator[str]:
    """A new database beside the present one."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    yield f"{URL.rpartition('/')[0]}/{name}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def refused(machine: Machine, archive: Path, dice: random.Random) -> int:
    """How often an archive with one changed byte was refused."""
    found = 0
    for _ in range(BLOWS):
        place = dice.randrange(archive.stat().st_size)
        with archive.open("r+b") as file:
            file.seek(place)
            (byte,) = file.read(1)
            for value in (byte ^ 1 << dice.randrange(8), byte):
                file.seek(place)
                file.write(bytes([value]))
                file.flush()
                if value != byte:
                    words = ("manage.py", "restore", "--check", str(archive))
                    found += not machine.run(*words, quiet=True)[2]
    return found


def elsewhere(place: Path, stack: ExitStack) -> dict[str, Machine]:
    """Empty installations the archive is put into."""
    found = {"SQLite": Machine(place / "file", f"sqlite:///{place}/restored.sqlite3")}
    if connection.vendor == "postgresql":
        server = stack.enter_context(empty_server("bench_restoring"))
        found["PostgreSQL"] = Machine(place / "server", server)
    return found


def archived(here: Machine, archive: Path, stack: ExitStack) -> set[str]:
    """Makes it while somebody writes; tells when it does not hold one moment."""
    out, writer = sys.stdout.write, Writer()
    stack.callback(writer.end)
    with writer:
        took, memory, _ = here.run("manage.py", "backup", str(archive))
    numbers = writer.told(archive)
    size = f"{archive.stat().st_size / 1e6:.0f} MB, written {writer.number} times meanwhile"
    out(f"| backup, {size} | {took:.0f} | {memory:.0f} |\n")
    is_one = len(set(numbers)) == 1
    report.row("restoring", "written meanwhile", "one moment", " and ".join(numbers), is_one)
    return set() if is_one else {"two tables are not of one moment"}


def rehearse(place: Path, stack: ExitStack, dice: random.Random) -> list[str]:
    """What was lost or taken for whole; empty when all is well."""
    out, here, archive = sys.stdout.write, Machine(place / "here", URL), place / "backup.zip"
    uploads(here.place / "media", dice)
    out("| step | s | MB of memory |\n|---|---|---|\n")
    differing = archived(here, archive, stack)
    lines = set(here.run("-m", "bench.restoring", "told")[2].splitlines())
    for name, machine in elsewhere(place, stack).items():
        machine.place.mkdir()
        machine.run("manage.py", "migrate", "-v", "0")
        took, memory, _ = machine.run("manage.py", "restore", "--replace", str(archive))
        out(f"| restored into {name} | {took:.0f} | {memory:.0f} |\n")
        machine.run("manage.py", "audit_verify")
        differing |= lines ^ {*machine.run("-m", "bench.restoring", "told")[2].splitlines()}
    told = f"{len(differing)} of {len(lines)} differ"
    report.row("restoring", "tables and uploads compared", "none differ", told, not differing)
    out(f"\n{len(lines)} tables and uploads compared, {len(differing)} differ.\n")
    found = refused(here, archive, dice)
    report.at_least("restoring", "damaged archives refused", BLOWS, found, f"of {BLOWS}")
    out(f"{found} of {BLOWS} archives with one changed byte were refused.\n")
    return [*sorted(differing), *["a damaged archive was taken"] * (BLOWS - found)]


def main() -> None:
    dice = random.Random(7)  # noqa: S311 - repeatable on purpose
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="restoring-")))
        wrong = rehearse(place, stack, dice)
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    if sys.argv[1:] == ["told"]:
        sys.stdout.writelines(f"{name} {digest}\n" for name, digest in everything())
    else:
        main()
