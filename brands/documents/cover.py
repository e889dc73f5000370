"""A brand's cover, composed from its own words: motif, colours and the title on a slip."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from django.utils.html import escape

from brands.choices import Cover
from brands.documents.motifs import DRAWN, HEIGHT, WIDTH, Palette
from brands.models import Brand

# What a name that was given no motif reminds of; the first that fits.
REMINDS: tuple[tuple[str, str], ...] = (
    ("桥连通牵", Cover.XINQIAO),
    ("根树林森竹木禾苗", Cover.YANGGEN),
    ("航舵帆灯塔标旗", Cover.LINGHANG),
    ("雁鸿翼飞翔鹰", Cover.YANZHEN),
    ("花蕾芳葵梅莲兰馨美", Cover.YINGSHAN),
    ("心爱暖情家", Cover.SIXIN),
    ("书读学思杏叶慧", Cover.DUXIAO),
    ("同联共环圆融", Cover.TONGXIN),
)
SERIF = (
    "'Source Han Serif SC','Noto Serif CJK SC','Noto Serif SC','Songti SC',STZhongsong,SimSun,serif"
)
GLYPH = 56  # height of one character of the slip


class Design(NamedTuple):
    """What is drawn: `motif` a Cover, `slip` the characters, `seed` what varies the details."""

    motif: str
    palette: Palette
    slip: str
    seed: str


def design(brand: Brand) -> Design:
    """The same brand has the same cover for ever; another name, another cover."""
    motif = brand.cover if brand.cover != Cover.DEFAULT else reminded(brand.name)
    chance = Random(brand.cover_key)  # noqa: S311 - a picture, not a secret
    return Design(motif, chance.choice(DRAWN[motif][1]), brand.slip_text, brand.cover_key)


def reminded(name: str) -> str:
    found = (motif for words, motif in REMINDS if set(words) & set(name))
    return next(found, Cover.DEFAULT)


def svg(brand: Brand) -> str:
    """The whole picture, 3:4, without any outside reference."""
    drawn = design(brand)
    return framed(drawn, f"<title>{escape(brand.name)}</title>", slip(drawn.slip))


def framed(drawn: Design, before: str = "", after: str = "") -> str:
    """The bare picture, without words where none are given."""
    motif, _ = DRAWN[drawn.motif]
    shapes = "".join(motif(drawn.palette, Random(drawn.seed)))  # noqa: S311
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}">{before}'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{drawn.palette.ground}"/>'
        f"{shapes}{SPINE}{after}</svg>"
    )


SPINE = (
    f'<path d="M0 0h26v{HEIGHT}H0Z" fill="#1C1917" fill-opacity=".14"/>'
    f'<path d="M26 0v{HEIGHT}" stroke="#fff" stroke-opacity=".28" stroke-width="1.5"/>'
    '<path d="M0 64h26M0 288h26M0 512h26M0 736h26" stroke="#fff" stroke-opacity=".45" '
    'stroke-width="2"/>'
)


def slip(text: str) -> str:
    """The white label with vertical characters, as on a thread-bound book."""
    if not text:
        return ""
    step = GLYPH + 9
    height = max(270, len(text) * step + 44)
    first = 48 + (height - (len(text) - 1) * step) // 2
    glyphs = "".join(
        f'<tspan x="130" y="{first + number * step}">{escape(character)}</tspan>'
        for number, character in enumerate(text)
    )
    return (
        f'<rect x="78" y="48" width="104" height="{height}" fill="#FDFCF9" stroke="#8F8578" '
        f'stroke-width="2"/><rect x="86" y="56" width="88" height="{height - 16}" fill="none" '
        'stroke="#C9BFB0" stroke-width="2"/>'
        f'<text font-family="{SERIF}" font-size="{GLYPH}" font-weight="700" fill="#1C1917" '
        f'text-anchor="middle" dominant-baseline="central">{glyphs}</text>'
    )
