"""What it costs to clean a photograph of 12 megapixels, beside decoding it and encoding its sizes.

python -m bench.photos
"""

from __future__ import annotations

import multiprocessing
import random
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from pathlib import Path
from statistics import median

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageFilter

from bench import report
from kit import photos

SIZE = (4000, 3000)
ROUNDS = 5
GOAL, HELD = 1.5, 150  # times Pillow alone; MB


def photograph() -> bytes:
    """Soft shapes with grain: compresses about as a telephone's picture does."""
    dice = random.Random(7)  # noqa: S311 - repeatable on purpose
    small = Image.frombytes("RGB", (80, 60), dice.randbytes(80 * 60 * 3))
    image = small.resize(SIZE, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(4))
    grain = Image.frombytes("L", (1000, 750), dice.randbytes(750_000)).resize(SIZE).convert("RGB")
    out = BytesIO()
    Image.blend(image, grain, 0.08).save(out, "JPEG", quality=90)
    return out.getvalue()


def seconds(act: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        start = time.process_time()
        act()
        taken.append(time.process_time() - start)
    return median(taken)


def memory(raw: bytes) -> float:
    """MB that a process needs more, at its highest, for cleaning one."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as other:
        return other.submit(_needed, raw).result()


def _needed(raw: bytes) -> float:
    small = BytesIO()
    Image.new("RGB", (600, 400)).save(small, "JPEG")
    settings.configure()
    highest = []
    for sent in (small.getvalue(), raw):  # the first loads the libraries
        photos.clean(SimpleUploadedFile("a.jpg", sent))
        status = Path("/proc/self/status").read_text("ascii")  # rusage would tell the parent's
        highest.append(int(status.split("VmHWM:")[1].split()[0]) / 1024)
    return highest[1] - highest[0]


def main() -> None:
    settings.configure()
    raw = photograph()
    made = photos.clean(SimpleUploadedFile("a.jpg", raw))
    sizes = [Image.open(one) for one in (made.full, made.middle, made.thumb) if one]
    for one in sizes:
        one.load()

    def plain(wanted: list[Image.Image]) -> Callable[[], None]:
        def act() -> None:
            Image.open(BytesIO(raw)).load()
            for one in wanted:
                one.save(BytesIO(), "WEBP", quality=82)

        return act

    own = seconds(lambda: photos.clean(SimpleUploadedFile("a.jpg", raw)))
    twice, thrice = seconds(plain([sizes[0], sizes[-1]])), seconds(plain(sizes))
    more = memory(raw)
    report.at_most("photos", "12 megapixels", GOAL, own / twice, "× Pillow alone")
    report.at_most("photos", "12 megapixels, memory", HELD, more, "MB")
    sys.stdout.write(
        f"12 megapixels, {len(raw) >> 10} kB: cleaned in {own:.2f} s. Pillow alone, decoding and"
        f" encoding full and small: {twice:.2f} s ({own / twice:.2f}); with the middle size:"
        f" {thrice:.2f} s ({own / thrice:.2f}). {more:.0f} MB of memory more.\n"
    )


if __name__ == "__main__":
    main()
