"""Every measurement that one seeded database allows, one after the other, each with its table.

DATABASE_URL=… python -m bench [PART …]      # e.g. pages cached; without a word all of them
"""

from __future__ import annotations

import subprocess
import sys
import time

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
}


def main(chosen: list[str]) -> None:
    if unknown := [name for name in chosen if name not in PARTS]:
        sys.exit(f"{', '.join(unknown)}: not among {', '.join(PARTS)}")
    failed = []
    for name in chosen or PARTS:
        start = time.perf_counter()
        sys.stdout.write(f"## {name}\n\n")
        sys.stdout.flush()
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", f"bench.{name}", *PARTS[name]], check=False
        )
        failed += [name] * (done.returncode != 0)
        sys.stdout.write(f"\n({time.perf_counter() - start:.0f} s)\n\n")
    if failed:
        sys.exit(f"Short of its goal or broken off: {', '.join(failed)}")


if __name__ == "__main__":
    main(sys.argv[1:])
