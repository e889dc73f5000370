"""The picture of a brand for where its address is shared, 1200 × 630."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.cache import cache as store
from PIL import Image, ImageDraw, ImageFont

from brands.documents.cover import Design, design, framed
from brands.models import Brand
from portal import traditional
from portal.showcase.painting import painted

SIZE = (1200, 630)
BOOK = (90, 75, 450, 555)  # left, top, right, bottom: 3:4 as every cover
PAPER, INK, GREY, RED = "#FDFCF9", "#1C1917", "#59514A", "#AD201E"
LEFT, WIDTH = 520, 590
# Chinese fonts as systems ship them, the most fitting first.
FONTS = (
    "NotoSerifCJK-Bold.ttc",
    "NotoSerifCJKsc-Bold.otf",
    "SourceHanSerifSC-Bold.otf",
    "SourceHanSerifCN-Bold.otf",
    "NotoSansCJK-Bold.ttc",
    "NotoSansCJK-Regular.ttc",
    "SourceHanSansSC-Bold.otf",
    "wqy-zenhei.ttc",
    "wqy-microhei.ttc",
    "simsun.ttc",
    "msyh.ttc",
)


def png(brand: Brand, *, is_traditional: bool = False) -> bytes:
    """Drawn once for each cover and words; without a Chinese font it carries no words."""
    key = f"card:{brand.pk}:{brand.cover_key}:{is_traditional}:{brand.school}:{settings.SITE_NAME}"
    told = traditional.converted if is_traditional else str
    drawn = store.get_or_set(
        key.replace(" ", "_")[:200], lambda: draw(brand, written=told), 24 * 3600
    )
    return drawn or b""


def draw(brand: Brand, font: str | None = None, written: Callable[[str], str] = str) -> bytes:
    """`font` is the path of a font, "" for none; by default the one of this machine.

    `written` turns a text into the writing of the reader.
    """
    font = font_path() if font is None else font
    drawn = design(brand)
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    book(image, pen, drawn)
    pen.rectangle((0, 606, 1200, 612), fill=RED)
    pen.rectangle((0, 618, 1200, 620), fill=RED)
    if font:
        slip(pen, written(drawn.slip), font)
        words(pen, brand, font, written)
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def book(image: Image.Image, pen: ImageDraw.ImageDraw, drawn: Design) -> None:
    """The brand's own cover, as it stands on the shelf."""
    left, top, right, bottom = BOOK
    pen.rectangle((left + 6, top + 6, right + 6, bottom + 6), fill="#C9BFB0")
    image.paste(painted(framed(drawn), (right - left, bottom - top)), (left, top))


def slip(pen: ImageDraw.ImageDraw, text: str, font: str) -> None:
    step = 52
    bottom = 110 + max(160, step * len(text) + 28)
    pen.rectangle((140, 110, 212, bottom), fill=PAPER, outline="#8F8578", width=2)
    first = (110 + bottom - step * (len(text) - 1)) // 2
    bold = face(font, 42)
    for number, character in enumerate(text):
        pen.text((176, first + number * step), character, INK, bold, anchor="mm")


def words(pen: ImageDraw.ImageDraw, brand: Brand, font: str, written: Callable[[str], str]) -> None:
    """Title in two lines at most, the school, one line about it, the site."""
    y = 140
    title = [line for part in brand.title_parts for line in lines(written(part), 9, 2)]
    for line in title[:3]:
        pen.text((LEFT, y), line, INK, face(font, 60))
        y += 82
    pen.text((LEFT, y + 18), written(str(brand.school))[:20], GREY, face(font, 34))
    for number, line in enumerate(lines(written(brand.tagline), 20, 2)):
        pen.text((LEFT, y + 82 + number * 42), line, GREY, face(font, 28))
    site = written(f"{settings.SITE_NAME} · {settings.SITE_TAGLINE}")[:24]
    pen.text((LEFT, 540), site, RED, face(font, 28), anchor="ls")


def lines(text: str, width: int, most: int) -> list[str]:
    """Cut after `width` characters; what does not fit ends with an ellipsis."""
    found = [text[start : start + width] for start in range(0, len(text), width)]
    if len(found) > most:
        return [*found[: most - 1], f"{found[most - 1][:-1]}…"]
    return found


def face(font: str, size: int) -> ImageFont.FreeTypeFont:
    """Noto and Source Han keep the glyphs of Japan first and those of the mainland third."""
    return ImageFont.truetype(font, size, index=2 if font.endswith("CJK-Bold.ttc") else 0)


@cache
def font_path() -> str:
    """The font named in the settings, else the first known one of this machine, else ""."""
    if settings.CARD_FONT:
        return settings.CARD_FONT if Path(settings.CARD_FONT).is_file() else ""
    places = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")
    here = {file.name: file for place in places for file in place.rglob("*.[ot]t[fc]")}
    return next((str(here[name]) for name in FONTS if name in here), "")
