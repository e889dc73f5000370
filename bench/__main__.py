"""Every measurement that one seeded database allows, and in the end one table of all rows.

DATABASE_URL=… python -m bench [PART …]      # e.g. pages cached; without a word all of `PARTS`
DATABASE_URL=… python -m bench all           # and those that take long or need other programs
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import report

# Each in a process of its own: they need different settings.
PARTS: dict[str, tuple[str, ...]] = {
    "pages": (),
    "cached": (),
    "desks": ("bench2", "bench_county"),
    "saving": (),
    "exports": (),
    "photos": (),
    "searching": (),
    "lists": (),
    "named": (),
    "sheets": (),
    "tampering": (),
}
LONG: dict[str, tuple[str, ...]] = {
    "memory": (),
    "restoring": (),
    "failover": (),
    "lighthouse": (),
}


def main(chosen: list[str]) -> None:
    every = PARTS | LONG
    if unknown := [name for name in chosen if name not in {"all", *every}]:
        sys.exit(f"{', '.join(unknown)}: not among {', '.join(every)}, all")
    failed, names = [], every if "all" in chosen else chosen or PARTS
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "rows"
        kept.touch()
        for name in names:
            failed += [name] * (not is_run(name, every[name], kept))
        found = report.rows(kept)
    sys.stdout.write(f"## all rows\n\n{report.table(found)}")
    silent = [name for name in names if name not in {one.part for one in found}]
    if failed or silent or any(one.is_met is False for one in found):
        wrong = ", ".join(dict.fromkeys([*failed, *silent]))
        sys.exit(f"Short of a goal. Broken off or silent: {wrong or 'none'}.")


def is_run(name: str, words: tuple[str, ...], kept: Path) -> bool:
    start, env = time.perf_counter(), os.environ | {report.KEPT: str(kept)}
    sys.stdout.write(f"## {name}\n\n")
    sys.stdout.flush()
    command = [sys.executable, "-m", f"bench.{name}", *words]
    done = subprocess.run(command, check=False, env=env)  # noqa: S603
    sys.stdout.write(f"\n({time.perf_counter() - start:.0f} s)\n\n")
    return done.returncode == 0


if __name__ == "__main__":
    main(sys.argv[1:])
