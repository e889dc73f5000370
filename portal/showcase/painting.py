"""The flat shapes of a cover as pixels: what brands.documents.motifs writes, and no more of SVG."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple
from xml.etree.ElementTree import Element, fromstring

from PIL import Image, ImageColor, ImageDraw

FINE = 2  # so many pixels for one, made smooth at the end
STEPS = 14  # straight pieces of a curve
TOKEN = re.compile(r"[A-Za-z]|-?\d*\.?\d+")
NUMBERS = {"M": 2, "L": 2, "H": 1, "V": 1, "Q": 4, "T": 2, "C": 6, "S": 4, "Z": 0}

Point = tuple[float, float]


class Matrix(NamedTuple):
    """x' = a x - b y + x0, y' = b x + a y + y0: moved, turned and scaled, never sheared."""

    a: float
    b: float
    x: float
    y: float

    def of(self, point: Point) -> Point:
        x, y = point
        return self.a * x - self.b * y + self.x, self.b * x + self.a * y + self.y

    def after(self, words: str) -> Matrix:
        """With what a `transform` says, whose parts stand as motifs.placed() writes them."""
        x, y, turn, scale = (float(word) for word in re.findall(r"-?[\d.]+", words))
        cos, sin = scale * math.cos(math.radians(turn)), scale * math.sin(math.radians(turn))
        a, b = self.a * cos - self.b * sin, self.b * cos + self.a * sin
        return Matrix(a, b, *self.of((x, y)))

    @property
    def scale(self) -> float:
        return math.hypot(self.a, self.b)


def painted(svg: str, size: tuple[int, int]) -> Image.Image:
    root = fromstring(svg)  # noqa: S314 - our own words
    image = Image.new("RGB", (size[0] * FINE, size[1] * FINE))
    wide = float(root.get("viewBox", "0 0 1 1").split()[2])
    _paint(image, root, Matrix(image.width / wide, 0, 0, 0), 1)
    return image.reduce(FINE)


def _paint(image: Image.Image, group: Element, matrix: Matrix, opacity: float) -> None:
    for shape in group:
        name, own = shape.tag.rpartition("}")[2], shape.get("transform")
        inner = matrix.after(own) if own else matrix
        faint = opacity * float(shape.get("opacity", 1))
        if name == "g":
            _paint(image, shape, inner, faint)
            continue
        for line, is_closed in _lines(name, shape):
            points = [inner.of(point) for point in line]
            _fill(image, shape, points, faint)
            _stroke(image, shape, points, is_closed, inner.scale, faint)


def _fill(image: Image.Image, shape: Element, points: list[Point], opacity: float) -> None:
    colour = shape.get("fill", "none")
    if colour != "none" and len(points) > 2:
        with _Pen(image, colour, opacity * float(shape.get("fill-opacity", 1))) as pen:
            pen.draw.polygon(points, fill=pen.ink)


def _stroke(
    image: Image.Image,
    shape: Element,
    points: list[Point],
    is_closed: bool,
    scale: float,
    opacity: float,
) -> None:
    colour = shape.get("stroke", "none")
    if colour == "none":
        return
    width = max(1, round(float(shape.get("stroke-width", 1)) * scale))
    with _Pen(image, colour, opacity * float(shape.get("stroke-opacity", 1))) as pen:
        pen.draw.line([*points, *points[:2]] if is_closed else points, pen.ink, width, "curve")
        if shape.get("stroke-linecap") == "round":
            for end in (points[0], points[-1]):
                pen.draw.circle(end, width / 2, fill=pen.ink)


class _Pen:
    """Draws on the picture itself; a faint colour is first drawn alone and then laid over."""

    def __init__(self, image: Image.Image, colour: str, opacity: float) -> None:
        self.image, self.colour = image, ImageColor.getrgb(colour)
        self.mask = Image.new("L", image.size) if opacity < 1 else None
        self.ink = round(255 * opacity) if self.mask else self.colour
        self.draw = ImageDraw.Draw(self.mask or image)

    def __enter__(self) -> _Pen:
        return self

    def __exit__(self, *_: object) -> None:
        if self.mask and (box := self.mask.getbbox()):
            self.image.paste(self.colour, box, self.mask.crop(box))


def _lines(name: str, shape: Element) -> Iterator[tuple[list[Point], bool]]:
    """The outline in straight pieces, and whether it ends where it began."""
    if name == "path":
        yield from _outlines(shape.get("d", ""))
    elif name == "circle":
        x, y, r = (float(shape.get(key, 0)) for key in ("cx", "cy", "r"))
        turns = [math.tau * number / 72 for number in range(72)]
        yield [(x + r * math.cos(turn), y + r * math.sin(turn)) for turn in turns], True
    elif name == "rect":
        x, y, w, h = (float(shape.get(key, 0)) for key in ("x", "y", "width", "height"))
        yield [(x, y), (x + w, y), (x + w, y + h), (x, y + h)], True


def _outlines(words: str) -> Iterator[tuple[list[Point], bool]]:
    points: list[Point] = []
    bend: Point = (0, 0)  # the last control point, which S and T mirror
    for command, numbers in _commands(words):
        letter, here = command.upper(), points[-1] if points else (0.0, 0.0)
        if letter == "M" and points:
            yield points, False
            points = []
        if letter == "Z":
            yield points, True
            points = []
            continue
        given = _absolute(letter, numbers, here, is_relative=command.islower())
        if letter in "ST":
            given = [(2 * here[0] - bend[0], 2 * here[1] - bend[1]), *given]
        bend = given[-2] if letter in "QTCS" else given[-1]
        points += _curve([here, *given]) if len(given) > 1 else given
    if points:
        yield points, False


def _commands(words: str) -> Iterator[tuple[str, list[float]]]:
    found = TOKEN.findall(words)
    while found:
        command = found.pop(0)
        many = NUMBERS[command.upper()]
        yield command, [float(word) for word in found[:many]]
        del found[:many]


def _absolute(letter: str, numbers: list[float], here: Point, *, is_relative: bool) -> list[Point]:
    x, y = here if is_relative else (0.0, 0.0)
    if letter == "H":
        return [(x + numbers[0], here[1])]
    if letter == "V":
        return [(here[0], y + numbers[0])]
    return [(x + one, y + two) for one, two in zip(numbers[::2], numbers[1::2], strict=True)]


def _curve(given: list[Point]) -> list[Point]:
    """A Bézier curve through its control points, without its first point."""
    found = []
    for step in range(1, STEPS + 1):
        t, level = step / STEPS, given
        while len(level) > 1:
            level = [
                (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in pairwise(level)
            ]
        found.append(level[0])
    return found
