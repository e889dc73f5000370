"""The pictures on brand covers: each is one idea in flat shapes, drawn on 600 × 800.

No Party emblem, no flag, no map and no red sun is among them, and none can be put in.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple, TypeAlias

from brands.choices import Cover

WIDTH, HEIGHT = 600, 800


class Palette(NamedTuple):
    """Colours by their part in a picture, as #RRGGBB."""

    ground: str
    deep: str
    main: str
    light: str
    accent: str


RED = Palette("#8D1818", "#6D1314", "#E9D397", "#FDFCF9", "#F8E1DC")
GREEN = Palette("#214C37", "#16352A", "#D8B661", "#EEF5F0", "#E9D397")
BLUE = Palette("#1B4457", "#102A36", "#D8B661", "#F5E9C8", "#8FB3C1")
INK = Palette("#5E564F", "#443D38", "#D8B661", "#FDFCF9", "#E6DCC8")
GOLD = Palette("#F5E9C8", "#D8B661", "#C0963A", "#FBF6E8", "#A17926")
ROSE = Palette("#F8E1DC", "#CC5F55", "#B3302A", "#FBF6E8", "#DF9389")
SKY = Palette("#A9C4CC", "#23566D", "#AD201E", "#FDFCF9", "#F5E9C8")
SAND = Palette("#EFE3D0", "#C0963A", "#B3302A", "#FBF6E8", "#E9D397")
DUSK = Palette("#2B4A5C", "#143341", "#C2352D", "#FDFCF9", "#E9D397")
MIST = Palette("#DCE4DF", "#5B736E", "#2B6347", "#FDFCF9", "#F3D493")

Motif: TypeAlias = Callable[[Palette, Random], Iterator[str]]


def circle(x: float, y: float, r: float, fill: str = "none", extra: str = "") -> str:
    return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.0f}" fill="{fill}"{extra and " " + extra}/>'


def path(d: str, fill: str = "none", extra: str = "") -> str:
    return f'<path d="{d}" fill="{fill}"{extra and " " + extra}/>'


def placed(x: float, y: float, turn: float, scale: float, *shapes: str) -> str:
    where = f"translate({x:.0f},{y:.0f}) rotate({turn:.0f}) scale({scale:.2f})"
    return f'<g transform="{where}">{"".join(shapes)}</g>'


def stroke(colour: str, width: float, opacity: float = 1) -> str:
    faint = f' stroke-opacity="{opacity:.2f}"' if opacity < 1 else ""
    return f'stroke="{colour}" stroke-width="{width:.1f}"{faint}'


def rings(colours: Palette, chance: Random) -> Iterator[str]:
    """Circles around several centres that reach into each other."""
    turn = chance.uniform(-0.35, 0.35)
    for number, colour in enumerate((colours.light, colours.main, colours.accent)):
        angle = turn - math.pi / 2 + number * math.tau / 3
        x, y = 330 + 138 * math.cos(angle), 545 + 138 * math.sin(angle)
        for i in range(1, 10):
            width = 2.4 if i % 3 else 4
            yield circle(x, y, i * 27, "none", stroke(colour, width, 0.95 - 0.07 * i))
        yield circle(x, y, 12, colour)


def tree(colours: Palette, chance: Random) -> Iterator[str]:
    """A crown above the ground, and under it roots as wide."""
    yield path("M0 520H600V800H0Z", colours.deep)
    yield path("M0 520H600", "none", stroke(colours.accent, 3))
    crown = grown(-math.pi / 2, 104, chance)
    for wood, colour in ((crown, colours.light), (grown(math.pi / 2, 86, chance), colours.main)):
        for number, twigs in enumerate(wood[:-1]):
            lines = "".join(
                f"M{twig.x:.0f} {twig.y:.0f}L{twig.end[0]:.0f} {twig.end[1]:.0f}" for twig in twigs
            )
            thick = stroke(colour, 12.8 - number * 1.9)
            yield path(lines, "none", f'{thick} stroke-linecap="round"')
    for number, tip in enumerate(crown[-1]):
        colour = "#E9D397" if number % 4 else "#CC5F55"
        yield circle(tip.x, tip.y, 11 if number % 3 else 15, colour)


class Twig(NamedTuple):
    x: float
    y: float
    angle: float
    length: float

    @property
    def end(self) -> tuple[float, float]:
        return (
            self.x + math.cos(self.angle) * self.length,
            self.y + math.sin(self.angle) * self.length,
        )


def grown(angle: float, length: float, chance: Random) -> list[list[Twig]]:
    """The trunk, its two branches, their four, and so on; the last are the tips."""
    wood = [[Twig(330, 520, angle, length)]]
    while len(wood) < 7:
        wood.append(
            [
                Twig(
                    *twig.end,
                    twig.angle + side * 0.42 * chance.uniform(0.8, 1.2),
                    twig.length * chance.uniform(0.74, 0.8),
                )
                for twig in wood[-1]
                for side in (-1, 1)
            ]
        )
    return wood


LEAF = (
    "M0 0C-30 -22 -78 -34 -106 -58C-98 -92 -62 -112 -30 -112C-16 -112 -6 -104 0 -86"
    "C6 -104 16 -112 30 -112C62 -112 98 -92 106 -58C78 -34 30 -22 0 0Z"
)
VEINS = "".join(
    f"M0 0L{math.sin(i / 5) * 92:.0f} {-math.cos(i / 5) * 96:.0f}" for i in range(-4, 5)
)


def leaves(colours: Palette, chance: Random) -> Iterator[str]:
    """Two large ginkgo leaves among many small ones."""

    def leaf(x: float, y: float, scale: float, turn: float, colour: str) -> str:
        veins = path(VEINS, "none", stroke(colours.light, 1.6, 0.6))
        stalk = path("M0 0C2 24 -4 48 -14 74", "none", stroke(colour, 6))
        return placed(x, y, turn, scale, path(LEAF, colour), veins, stalk)

    for number in range(14):
        x, y = chance.uniform(60, 580), chance.uniform(380, 790)
        small, turn = chance.uniform(0.32, 0.55), chance.uniform(0, 360)
        colour = colours.deep if number % 2 else colours.main
        yield f'<g opacity=".5">{leaf(x, y, small, turn, colour)}</g>'
    yield leaf(400, 560, 1.55, chance.uniform(-40, -10), colours.main)
    yield leaf(240, 720, 1.15, chance.uniform(25, 50), colours.accent)


def flowers(colours: Palette, chance: Random) -> Iterator[str]:
    """One open flower before three others."""
    spots = (
        (500, 360, 0.52, colours.accent),
        (130, 720, 0.57, colours.deep),
        (350, 560, 1.0, colours.main),
        (560, 760, 0.48, colours.accent),
    )
    for x, y, scale, colour in spots:
        turn = chance.uniform(-20, 52)
        yield placed(x, y, turn, scale, *_petals(colour, colours))


def _petals(colour: str, colours: Palette) -> Iterator[str]:
    petal = "M0 0C115 -55 129 -166 0 -244C-129 -166 -115 -55 0 0Z"
    lines = "M0 -36V-175M0 -46L36 -143M0 -46L-36 -143"
    for i in range(5):
        yield placed(
            0,
            0,
            i * 72,
            1,
            path(petal, colour, 'fill-opacity=".82"'),
            path(lines, "none", stroke(colours.ground, 4.5, 0.7)),
        )
    for i in range(7):
        angle = math.tau * i / 7
        x, y = math.cos(angle) * 82, math.sin(angle) * 82
        yield path(f"M0 0L{x:.0f} {y:.0f}", "none", stroke(colours.light, 3))
        yield circle(x, y, 7, "#E9D397")


def bridge(colours: Palette, chance: Random) -> Iterator[str]:
    """Arches whose reflections make them circles."""
    yield path("M0 560H600V800H0Z", colours.deep)
    for x, size in ((90, chance.randint(76, 100)), (330, 150), (560, chance.randint(70, 96))):
        for i in range(6):
            colour = colours.accent if i % 2 else colours.main
            yield circle(x, 560, size - i * size / 7, "none", stroke(colour, 3, 0.95 - 0.1 * i))
    yield path("M0 470C120 420 230 372 330 372S520 430 600 462", "none", stroke(colours.light, 8))
    yield path(
        "M0 650C120 700 230 748 330 748S520 690 600 658", "none", stroke(colours.light, 4, 0.3)
    )
    posts = (
        f"M{x} {470 - 98 * math.sin(math.pi * min(1, (x + 20) / 680)):.0f}v-20"
        for x in range(0, 601, 25)
    )
    yield path("".join(posts), "none", stroke(colours.light, 3, 0.8))
    yield path("M0 560H600", "none", stroke(colours.light, 3))


HEART = (
    "M0 0C-46 -40 -92 -66 -92 -112C-92 -142 -70 -162 -44 -162C-24 -162 -8 -150 0 -134"
    "C8 -150 24 -162 44 -162C70 -162 92 -142 92 -112C92 -66 46 -40 0 0Z"
)


def hearts(colours: Palette, chance: Random) -> Iterator[str]:
    """Hearts turned round one centre."""
    many = chance.choice((4, 4, 5, 6))
    size = {4: 1.35, 5: 1.2, 6: 1.02}[many]
    for scale, filled in ((1.0, True), (0.67, False), (0.37, False)):
        for i in range(many):
            colour = (colours.main, colours.deep)[i % 2] if many % 2 == 0 else colours.main
            fill = colour if filled else "none"
            line = "" if filled else stroke(colours.light, 3 / scale, 0.9)
            turn = (i + 0.5) * 360 / many
            opacity = ' fill-opacity=".9"' if filled else ""
            yield placed(
                330, 540, turn, size * scale, path(HEART, fill, f"{line}{opacity}".strip())
            )
    yield circle(330, 540, 14, colours.light)


def beacon(colours: Palette, chance: Random) -> Iterator[str]:
    """A lighthouse whose beams reach to two sides over the water."""
    yield path("M0 640H600V800H0Z", colours.deep)
    wave = "q50 -12 100 0" + "t100 0" * 6
    for i in range(7):
        start = -chance.randint(0, 60)
        faint = stroke(colours.ground, 2.4, 0.8 - 0.09 * i)
        yield path(f"M{start} {664 + i * 22}{wave}", "none", faint)
    for side in (-1, 1):
        for near in (chance.uniform(18, 26), chance.uniform(40, 50)):
            ends = (math.radians(near), math.radians(near + 13))
            far = "".join(
                f"L{360 + side * 900 * math.cos(a):.0f} {372 - 900 * math.sin(a):.0f}" for a in ends
            )
            yield path(f"M360 372{far}Z", colours.accent, 'fill-opacity=".7"')
    yield path("M322 640L338 400H382L398 640Z", colours.light)
    yield path("M333 480h54l3 44h-60ZM327 568h66l3 44h-72Z", colours.main)
    yield path("M328 388h64v12h-64Z", "#33250B")
    yield path("M340 350h40v38h-40Z", "#E9D397")
    yield path("M332 350L360 318L388 350Z", colours.main)
    yield path("M230 640q130 -34 260 0Z", "#143341")


GOOSE = (
    "M0 0C-22 -10 -44 -40 -84 -46C-56 -26 -40 -2 -14 10C-34 14 -50 22 -66 36C-36 30 -8 24 16 14"
    "C34 14 52 8 78 -2C60 -6 34 -8 22 -4C16 -26 6 -52 -14 -70C-12 -44 -8 -20 0 0Z"
)


def geese(colours: Palette, chance: Random) -> Iterator[str]:
    """A flight of geese over hills, one leads."""
    low = chance.randint(-30, 30)
    hills = f"M0 {620 + low}C160 {560 + low} 380 640 600 {570 - low}V800H0Z"
    yield circle(430 + low, 560, 80, "#F3D493")
    yield path(hills, colours.deep, 'fill-opacity=".75"')
    yield path("M0 700C200 650 380 730 600 670V800H0Z", colours.deep)
    behind = chance.randint(3, 4)
    for i in range(behind, 0, -1):
        size = 0.86 - 0.07 * i
        yield placed(442 - 58 * i, 402 + 54 * i, -14, size, path(GOOSE, "#2E2926"))
        yield placed(442 - 86 * i, 392 - 6 * i, -14, size, path(GOOSE, "#463F3A"))
    yield placed(454, 372, -14, 1, path(GOOSE, colours.main))


def blocks(colours: Palette, chance: Random) -> Iterator[str]:
    """The three blocks of 品, the mark of the portal."""
    first = chance.randrange(3)
    for number, (x, y) in enumerate(((245, 360), (150, 550), (340, 550))):
        colour = colours.main if number == first else colours.light
        box = f'<rect x="{x}" y="{y}" width="150" height="150" rx="10" fill="none" '
        yield f"{box}{stroke(colour, 14)}/>"
        inner = f'<rect x="{x + 42}" y="{y + 42}" width="66" height="66" rx="4" '
        yield f'{inner}fill="{colour}" fill-opacity=".35"/>'


# A motif with the palettes it is drawn in.
DRAWN: dict[str, tuple[Motif, tuple[Palette, ...]]] = {
    Cover.DEFAULT: (blocks, (INK, BLUE, GREEN)),
    Cover.TONGXIN: (rings, (RED, BLUE, GREEN)),
    Cover.YANGGEN: (tree, (GREEN, BLUE)),
    Cover.DUXIAO: (leaves, (GOLD, MIST, SAND)),
    Cover.YINGSHAN: (flowers, (ROSE, SAND, GOLD)),
    Cover.SIXIN: (hearts, (SAND, ROSE, MIST)),
    Cover.YANZHEN: (geese, (SAND, MIST, SKY)),
    Cover.XINQIAO: (bridge, (BLUE, GREEN, RED)),
    Cover.LINGHANG: (beacon, (SKY, DUSK, MIST)),
}
